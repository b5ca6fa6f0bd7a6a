package io.flagmeter.server.access;

import io.flagmeter.model.access.ApiKey;
import io.flagmeter.model.access.KeyHash;
import io.flagmeter.model.config.Settings;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells who sends a request by the key that it shows. Nothing is compared but SHA-256 hashes, so
 * that how long it takes tells nothing of a key.
 */
@Singleton
class Access {

    private static final Logger LOG = Logger.getLogger(Access.class);

    private static final String SCHEME = "bearer ";

    /** No key is longer; hashing what is would be work that a stranger sets. */
    private static final int LONGEST_KEY = 1_024;

    /** A key of fewer different characters is a word, or a row of one letter. */
    private static final int LEAST_DIFFERENT = 8;

    private final AccessConfig.Mode mode;
    private final Optional<String> adminKey;
    private final Optional<String> metricsKey;
    private final @Nullable KeyHash admin;
    private final @Nullable KeyHash metrics;
    private final KnownKeys keys;
    private final MeterRegistry registry;
    private final Clock clock;

    Access(
            AccessConfig config,
            AdminConfig admin,
            MetricsConfig metrics,
            KnownKeys keys,
            MeterRegistry registry,
            Clock clock) {
        this.mode = config.mode();
        this.adminKey = admin.key();
        this.metricsKey = metrics.key();
        this.admin = admin.key().map(KeyHash::of).orElse(null);
        this.metrics = metrics.key().map(KeyHash::of).orElse(null);
        this.keys = keys;
        this.registry = registry;
        this.clock = clock;
    }

    /** Before anything else is begun. */
    void check(@Observes @Priority(-2) StartupEvent start) {
        Settings.require(
                mode == AccessConfig.Mode.OPEN || adminKey.isPresent(),
                "FLAGMETER_ADMIN_KEY is missing: it is the key that opens the API. openssl rand -hex"
                        + " 24 makes one; FLAGMETER_ACCESS=open lets everyone send events and read"
                        + " usage");
        requireStrong("FLAGMETER_ADMIN_KEY", adminKey);
        requireStrong("FLAGMETER_METRICS_KEY", metricsKey);
    }

    private static void requireStrong(String name, Optional<String> key) {
        Settings.require(
                key.isEmpty() || key.get().matches("[!-~]{16," + LONGEST_KEY + "}"),
                name
                        + " must be at least 16 characters long, all of them ASCII and none a"
                        + " space");
        Settings.require(
                key.isEmpty() || key.get().chars().distinct().count() >= LEAST_DIFFERENT,
                name
                        + " must have at least 8 different characters: openssl rand -hex 24 makes one");
    }

    /** When all settings hold: a server that does not start says why, and nothing else. */
    void sayWhatIsOpen(@Observes StartupEvent start) {
        if (mode == AccessConfig.Mode.OPEN) {
            LOG.warn(
                    "FLAGMETER_ACCESS=open: whoever reaches this port may send events and read the"
                            + " usage of every tenant");
        }
        if (adminKey.isEmpty()) {
            LOG.warn(
                    "FLAGMETER_ADMIN_KEY is not set: tenants, webhooks, alerts, dead letters and keys"
                            + " are closed to everyone");
        }
    }

    /**
     * Who has the key that a request shows.
     *
     * @param authorization the header Authorization as it was sent
     * @param apiKey the header X-Api-Key, which is taken where the other shows no key: it may be
     *     for a proxy
     * @throws ProblemException if it shows none, or one that does not count (any more)
     */
    Caller caller(@Nullable String authorization, @Nullable String apiKey) {
        String bearer = bearer(authorization);
        String key = bearer == null ? apiKey : bearer;
        Caller caller = key == null || key.length() > LONGEST_KEY ? null : known(key);
        if (caller != null) {
            return caller;
        }
        if (mode == AccessConfig.Mode.OPEN) {
            return Caller.ANYONE;
        }
        throw key == null
                ? refused(
                        "missing",
                        "every path but /q/health wants a key: send the header Authorization:"
                                + " Bearer and the key")
                : refused("unknown", "this key is not known");
    }

    /** Null if nobody has this key. */
    private @Nullable Caller known(String key) {
        var hash = KeyHash.of(key);
        if (hash.equals(admin)) {
            return Caller.OPERATOR;
        }
        if (hash.equals(metrics)) {
            return Caller.SCRAPER;
        }
        KnownKey found = keys.find(hash);
        if (found == null) {
            if (!keys.areRead() && ApiKey.isWellFormed(key)) {
                throw Problem.of(
                                ProblemType.DATABASE_UNAVAILABLE,
                                "the keys cannot be read from PostgreSQL yet: send the request again")
                        .toException();
            }
            return null;
        }
        long now = clock.millis();
        if (found.isRevoked()) {
            throw refused("revoked", "this key was revoked");
        }
        if (found.isExpired(now)) {
            throw refused("expired", "this key has expired");
        }
        return found.used(now);
    }

    /** The key behind the scheme; null if there is none. */
    static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null
                        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : null;
    }

    private ProblemException refused(String reason, String detail) {
        Counter.builder("flagmeter.access.refused")
                .description("Requests without a key that counts")
                .tag("reason", reason)
                .register(registry)
                .increment();
        return Problem.of(ProblemType.UNAUTHORIZED, detail).toException();
    }
}
