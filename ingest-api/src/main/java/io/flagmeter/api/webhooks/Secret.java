package io.flagmeter.api.webhooks;

import io.flagmeter.server.body.JsonFields;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a webhook's messages are signed with, as standardwebhooks.com writes it.
 *
 * @param text {@code whsec_} and the base64 of 24 to 64 bytes
 */
record Secret(String text) {

    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int NEW_BYTES = 32;

    /** The one that the request gives, or a new one. */
    static Secret of(JsonFields fields) {
        return fields.text("secret").map(Secret::given).orElseGet(Secret::random);
    }

    private static Secret given(String text) {
        if (text.startsWith(PREFIX) && isKey(text.substring(PREFIX.length()))) {
            return new Secret(text);
        }
        throw JsonFields.invalid(
                "secret",
                "must be %s and the base64 of %d to %d bytes"
                        .formatted(PREFIX, LEAST_BYTES, MOST_BYTES));
    }

    private static boolean isKey(String base64) {
        try {
            int length = Base64.getDecoder().decode(base64).length;
            return length >= LEAST_BYTES && length <= MOST_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Secret random() {
        byte[] key = new byte[NEW_BYTES];
        // Not kept: a native program would carry the seed of the machine that built it.
        new SecureRandom().nextBytes(key);
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
