package io.flagmeter.alerting.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a message with each of several secrets, so that a receiver can be given a new one while it
 * still knows the old one only (standardwebhooks.com, "Signature scheme").
 */
final class Signature {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * The value of {@code webhook-signature}.
     *
     * @param secrets {@code whsec_} and base64, the newest first
     * @throws IllegalArgumentException if one of them is not; never repeats it
     */
    static String of(List<String> secrets, String id, long epochSecond, String body) {
        byte[] content = "%s.%d.%s".formatted(id, epochSecond, body).getBytes(UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + hmac(key(secret), content))
                .collect(Collectors.joining(" "));
    }

    private static byte[] key(String secret) {
        try {
            byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^" + PREFIX, ""));
            if (key.length > 0) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // The exception tells a character of it.
        }
        throw new IllegalArgumentException("the webhook's secret is not whsec_ and base64");
    }

    private static String hmac(byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
