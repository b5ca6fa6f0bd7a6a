package io.flagmeter.model.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * A key of the API: {@code fm_}, 43 characters of 32 random bytes, and 6 of the CRC-32 of all that
 * stands before them, both in base 62. A mistyped key is so recognised without a look-up, and a
 * scanner for secrets that were published finds keys and nothing else, as with <a
 * href="https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/">GitHub's
 * tokens</a>.
 */
public final class ApiKey {

    /** What every key begins with. */
    public static final String PREFIX = "fm_";

    /** How many characters of a key are kept and shown, so that its owner knows which it is. */
    private static final int SHOWN = PREFIX.length() + 6;

    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_CHARACTERS = 43;
    private static final int CHECKSUM_CHARACTERS = 6;
    private static final int BODY = PREFIX.length() + RANDOM_CHARACTERS;
    private static final int LENGTH = BODY + CHECKSUM_CHARACTERS;

    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

    private final String text;

    private ApiKey(String text) {
        this.text = text;
    }

    /** A new key. */
    public static ApiKey random(RandomGenerator secure) {
        var bytes = new byte[RANDOM_BYTES];
        secure.nextBytes(bytes);
        String body = PREFIX + base62(new BigInteger(1, bytes), RANDOM_CHARACTERS);
        return new ApiKey(body + checksum(body));
    }

    /** Whether this is a key, known or not: no others can have been given out. */
    public static boolean isWellFormed(String text) {
        return text.length() == LENGTH
                && text.startsWith(PREFIX)
                && text.endsWith(checksum(text.substring(0, BODY)));
    }

    /** The whole key, which is shown once and kept nowhere. */
    public String text() {
        return text;
    }

    /** What is kept of it. */
    public KeyHash hash() {
        return KeyHash.of(text);
    }

    /** Its first characters, which may be shown. */
    public String shown() {
        return text.substring(0, SHOWN);
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_CHARACTERS);
    }

    private static String base62(BigInteger number, int length) {
        var text = new StringBuilder();
        for (BigInteger rest = number; rest.signum() > 0; rest = rest.divide(BASE)) {
            text.append(DIGITS.charAt(rest.mod(BASE).intValue()));
        }
        return text.append("0".repeat(length - text.length())).reverse().toString();
    }
}
