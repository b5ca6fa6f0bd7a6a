package io.flagmeter.model.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a key, which is all that is stored of it. A key holds 256 random bits, so no salt
 * and no slow hash is needed, and how long a look-up by the hash takes tells nothing of the key.
 */
public record KeyHash(long first, long second, long third, long fourth) {

    private static final int LENGTH = 32;

    /** The hash of a key, or of what is sent in the place of one. */
    public static KeyHash of(String key) {
        try {
            return of(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The hash of these bytes.
     *
     * @throws IllegalArgumentException if they are not 32
     */
    public static KeyHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + bytes.length);
        }
        var parts = ByteBuffer.wrap(bytes);
        return new KeyHash(parts.getLong(), parts.getLong(), parts.getLong(), parts.getLong());
    }

    /** Its 32 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .array();
    }
}
