package io.flagmeter.model.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of an element that is too long to be read, as {@link BoundedRead} writes it: a NUL,
 * which begins no JSON, then {@code LENGTH SHA-1 BEGINNING}.
 *
 * @param length of the whole element in bytes
 * @param sha1 of the whole element, in hexadecimal digits
 * @param beginning its first kilobyte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Stump(long length, String sha1, byte[] beginning) {

    private static final Pattern HEAD = Pattern.compile("\0(\\d{1,18}) ([0-9a-f]{40}) ");
    private static final int LONGEST_HEAD = 61;
    private static final int KEPT = 1 << 10;

    /** Makes a stump of an element that is longer than a kilobyte. */
    public static byte[] cut(byte[] element) {
        String head = "\0%d %s ".formatted(element.length, sha1Of(element));
        byte[] stump = Arrays.copyOf(head.getBytes(US_ASCII), head.length() + KEPT);
        System.arraycopy(element, 0, stump, head.length(), KEPT);
        return stump;
    }

    /** As Valkey's scripts compute it: a name, and no protection from anybody. */
    public static String sha1Of(byte[] element) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(element));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Empty if the element came whole. */
    public static Optional<Stump> of(byte[] element) {
        if (element.length == 0 || element[0] != 0) {
            return Optional.empty();
        }
        Matcher head =
                HEAD.matcher(
                        new String(element, 0, Math.min(element.length, LONGEST_HEAD), US_ASCII));
        if (!head.lookingAt()) {
            return Optional.empty();
        }
        return Optional.of(
                new Stump(
                        Long.parseLong(head.group(1)),
                        head.group(2),
                        Arrays.copyOfRange(element, head.end(), element.length)));
    }
}
