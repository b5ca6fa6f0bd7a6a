package io.flagmeter.server.access;

import io.flagmeter.model.access.KeyHash;
import io.flagmeter.model.access.Scope;
import io.flagmeter.model.config.Settings;
import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * JSON Web Tokens of one issuer, beside keys (<a href="https://www.rfc-editor.org/rfc/rfc7519">RFC
 * 7519</a>). Its claim {@code scope} holds {@code flagmeter:ingest}, {@code flagmeter:read} or
 * {@code flagmeter:admin}, and another one the tenant or {@code *}. A token that was verified is
 * not verified again for five minutes: only the issuer can make one, so nobody else fills what is
 * remembered.
 */
@Singleton
class Tokens {

    private static final Logger LOG = Logger.getLogger(Tokens.class);

    private static final String SCOPE_PREFIX = "flagmeter:";
    private static final String EVERY_TENANT = "*";

    private static final int LONGEST = 8_192;
    private static final int LONGEST_NAME = 128;
    private static final int MOST_KNOWN = 10_000;

    /** Each may wait for the issuer, on a thread of its own. */
    private static final int MOST_UNDER_WAY = 16;

    private static final long KNOWN_MILLIS = 300_000;
    private static final int CLOCK_SKEW_SECONDS = 30;

    private final JwtConfig config;
    private final Clock clock;
    private final @Nullable JwtConsumer consumer;
    private final Map<KeyHash, Verified> known = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MOST_UNDER_WAY);

    private record Verified(Caller caller, long untilMillis) {}

    Tokens(JwtConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.consumer =
                config.issuer().isPresent() && config.audience().isPresent()
                        ? consumer(config.issuer().get(), config.audience().get(), config)
                        : null;
    }

    void check(@Observes @Priority(-2) StartupEvent start) {
        Settings.require(
                config.issuer().isEmpty() || config.audience().isPresent(),
                "FLAGMETER_JWT_AUDIENCE is missing: without it a token that the issuer made for"
                        + " another service would be taken");
        requireSafe("FLAGMETER_JWT_ISSUER", config.issuer());
        requireSafe("FLAGMETER_JWT_JWKS_URL", config.jwksUrl());
    }

    private static void requireSafe(String variable, Optional<String> url) {
        Settings.require(
                url.isEmpty() || IssuerKeys.isSafe(url.get()),
                variable
                        + " must begin with https://: over plain http anybody on the way could bring"
                        + " keys of their own");
    }

    private JwtConsumer consumer(String issuer, String audience, JwtConfig config) {
        return new JwtConsumerBuilder()
                .setExpectedIssuer(issuer)
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                // No shared secrets, and never "none".
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT,
                        AlgorithmIdentifiers.RSA_USING_SHA256,
                        AlgorithmIdentifiers.RSA_USING_SHA384,
                        AlgorithmIdentifiers.RSA_USING_SHA512,
                        AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
                        AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
                        AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                        AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
                        AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
                        AlgorithmIdentifiers.EDDSA)
                .setVerificationKeyResolver(new IssuerKeys(issuer, config.jwksUrl().orElse(null)))
                .build();
    }

    /** Whether this can be a token of the issuer and no key. */
    boolean isToken(@Nullable String text) {
        return consumer != null
                && text != null
                && text.length() <= LONGEST
                && text.chars().filter(c -> c == '.').count() == 2;
    }

    /** Who shows this token, if it was verified a short while ago; null if not. */
    @Nullable Caller known(String token) {
        Verified verified = known.get(KeyHash.of(token));
        return verified != null && clock.millis() < verified.untilMillis ? verified.caller : null;
    }

    /**
     * Who shows this token. Blocks while the issuer is asked for its keys.
     *
     * @throws ProblemException if it does not count, or too many are verified at a time
     */
    Caller verify(String token) {
        if (!places.tryAcquire()) {
            throw Problem.of(
                            ProblemType.BUSY,
                            "too many tokens are verified at a time: send the request again later")
                    .toException();
        }
        try {
            return remembered(token);
        } finally {
            places.release();
        }
    }

    private Caller remembered(String token) {
        Caller again = known(token);
        if (again != null) {
            return again;
        }
        try {
            JwtClaims claims = claims(token);
            Caller caller = caller(claims);
            long until =
                    Math.min(
                            clock.millis() + KNOWN_MILLIS,
                            claims.getExpirationTime().getValueInMillis());
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(KeyHash.of(token), new Verified(caller, until));
            return caller;
        } catch (MalformedClaimException e) {
            throw refused("this token has a claim of another type than it should have");
        }
    }

    private JwtClaims claims(String token) {
        try {
            return Objects.requireNonNull(consumer).processToClaims(token);
        } catch (InvalidJwtException e) {
            if (e.getCause() instanceof UnresolvableKeyException) {
                LOG.debug("the key of a token was not found", e);
                throw refused(
                        "this token is signed by a key that the issuer does not show, or the issuer"
                                + " does not answer");
            }
            throw refused(
                    e.hasExpired()
                            ? "this token has expired"
                            : "this token does not count: its signature, issuer, audience or time"
                                    + " is not the right one");
        }
    }

    private Caller caller(JwtClaims claims) throws MalformedClaimException {
        String tenant = claims.getClaimValue(config.tenantClaim(), String.class);
        if (tenant == null) {
            throw refused(
                    "this token names no tenant in the claim %s: * is every tenant"
                            .formatted(config.tenantClaim()));
        }
        Set<Scope> scopes = scopes(claims);
        boolean ofAll = tenant.equals(EVERY_TENANT);
        if (!ofAll) {
            requireName(tenant);
            // As with keys: it is for all tenants.
            scopes.remove(Scope.ADMIN);
        }
        return new Caller(name(claims), scopes, ofAll ? null : tenant);
    }

    private static void requireName(String tenant) {
        try {
            EventRules.characters("tenant", tenant);
        } catch (InvalidEventException e) {
            throw refused("this token names a tenant that cannot be one: " + e.reason());
        }
    }

    /** A string with spaces, as RFC 8693 has it, or an array, as some issuers do. */
    private static Set<Scope> scopes(JwtClaims claims) {
        Object claim = claims.getClaimValue("scope");
        Collection<?> words =
                claim instanceof Collection<?> several
                        ? several
                        : List.of(String.valueOf(claim).split(" ", -1));
        var scopes = EnumSet.noneOf(Scope.class);
        for (Object word : words) {
            String text = String.valueOf(word);
            if (text.startsWith(SCOPE_PREFIX)) {
                Scope.of(text.substring(SCOPE_PREFIX.length())).ifPresent(scopes::add);
            }
        }
        return scopes;
    }

    /** Not what somebody else is called: the issuer is free to call a subject operator. */
    private static String name(JwtClaims claims) throws MalformedClaimException {
        String subject = claims.getSubject();
        String name = "token:" + (subject == null ? "" : subject.replaceAll("[^ -~]", "?"));
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private static ProblemException refused(String detail) {
        return Problem.of(ProblemType.UNAUTHORIZED, detail).toException();
    }
}
