package io.flagmeter.server.precondition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The name of a state, as the header ETag has it.
 *
 * @param text with its quotes
 */
public record EntityTag(String text) {

    /** Characters of the hash: enough that no two states of one thing share them. */
    private static final int LENGTH = 32;

    /** The name of the state that consists of these parts. */
    public static EntityTag of(@Nullable Object... parts) {
        try {
            byte[] state = Arrays.toString(parts).getBytes(UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(state);
            return new EntityTag('"' + HexFormat.of().formatHex(hash).substring(0, LENGTH) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
