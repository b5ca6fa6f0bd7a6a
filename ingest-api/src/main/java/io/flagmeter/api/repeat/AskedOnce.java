package io.flagmeter.api.repeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A request that is to be done once.
 *
 * @param caller whose key it is: two callers may use the same one
 * @param key as the client sent it
 * @param request the SHA-256 of all that was asked for
 */
record AskedOnce(String caller, String key, String request) {

    private static final String ATTRIBUTE = AskedOnce.class.getName();

    static AskedOnce of(String caller, String key, String method, String uri, byte[] body) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update((method + '\n' + uri + '\n' + caller + '\n').getBytes(UTF_8));
            return new AskedOnce(caller, key, HexFormat.of().formatHex(hash.digest(body)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void isOf(RoutingContext context) {
        context.put(ATTRIBUTE, this);
    }

    /** Null if the request came without a key. */
    static @Nullable AskedOnce in(RoutingContext context) {
        return context.get(ATTRIBUTE);
    }
}
