package io.flagmeter.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagmeter.model.event.JsonFormat;
import java.io.IOException;
import java.security.Key;
import java.util.List;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an issuer, kept for five minutes or as long as its answer says. A key that is
 * not among them is looked for again, every ten seconds at most: whoever invents names of keys must
 * not make us ask the issuer each time.
 */
final class IssuerKeys implements VerificationKeyResolver {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MOST_BYTES = 256 << 10;
    private static final long KEPT_SECONDS = 300;

    /** While the issuer does not answer. */
    private static final long KEPT_ON_ERROR_SECONDS = 3_600;

    private static final long LOOKED_FOR_AGAIN_MILLIS = 10_000;

    private static final JsonMapper JSON = new JsonMapper(JsonFormat.FACTORY);

    private final String issuer;
    private final @Nullable String url;
    private volatile @Nullable VerificationKeyResolver found;

    /**
     * None asked for yet.
     *
     * @param url of the keys; null if the issuer says where they are
     */
    IssuerKeys(String issuer, @Nullable String url) {
        this.issuer = issuer;
        this.url = url;
    }

    /** Whether nobody on the way can change what is read there; this machine is trusted. */
    static boolean isSafe(String url) {
        return url.matches("https://.+|http://(localhost|127\\.0\\.0\\.1)(:\\d+)?(/.*)?");
    }

    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting)
            throws UnresolvableKeyException {
        VerificationKeyResolver keys = found;
        if (keys == null) {
            keys = keys();
            found = keys;
        }
        return keys.resolveKey(token, nesting);
    }

    private VerificationKeyResolver keys() throws UnresolvableKeyException {
        Get http = http();
        HttpsJwks keys;
        try {
            keys = new HttpsJwks(url == null ? discovered(http) : url);
        } catch (IOException e) {
            throw new UnresolvableKeyException("the issuer does not say where its keys are", e);
        }
        keys.setSimpleHttpGet(http);
        keys.setDefaultCacheDuration(KEPT_SECONDS);
        keys.setRetainCacheOnErrorDuration(KEPT_ON_ERROR_SECONDS);
        keys.setRefreshReprieveThreshold(LOOKED_FOR_AGAIN_MILLIS);
        return new HttpsJwksVerificationKeyResolver(keys);
    }

    private static Get http() {
        var http = new Get();
        http.setConnectTimeout(TIMEOUT_MILLIS);
        http.setReadTimeout(TIMEOUT_MILLIS);
        http.setResponseBodySizeLimit(MOST_BYTES);
        http.setRetries(0);
        return http;
    }

    private String discovered(Get http) throws IOException {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        JsonNode said = JSON.readTree(http.get(base + DISCOVERY).getBody());
        if (!issuer.equals(said.path("issuer").asText())) {
            throw new IOException("it calls itself " + said.path("issuer"));
        }
        String keys = said.path("jwks_uri").asText();
        if (!isSafe(keys)) {
            throw new IOException("its keys are not at an https URL");
        }
        return keys;
    }
}
