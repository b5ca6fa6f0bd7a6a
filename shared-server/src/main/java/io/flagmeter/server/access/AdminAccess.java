package io.flagmeter.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.model.config.Settings;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the operator from a stranger: by the key alone, wherever a request comes from. */
@Singleton
class AdminAccess {

    private static final Logger LOG = Logger.getLogger(AdminAccess.class);

    private static final String SCHEME = "bearer ";

    private final Optional<String> key;

    AdminAccess(AdminConfig config) {
        this.key = config.key();
    }

    /** Before anything else is begun. */
    void check(@Observes @Priority(-2) StartupEvent start) {
        Settings.require(
                key.isEmpty() || key.get().matches("[!-~]{16,}"),
                "FLAGMETER_ADMIN_KEY must be at least 16 characters long, all of them ASCII and"
                        + " none a space");
    }

    /** When all settings hold: a server that does not start says why, and nothing else. */
    void sayThatThereIsNone(@Observes StartupEvent start) {
        if (key.isEmpty()) {
            LOG.warn(
                    "FLAGMETER_ADMIN_KEY is not set: what only the operator may do is closed to"
                            + " everyone");
        }
    }

    /**
     * Why a request is refused; empty if it is the operator's.
     *
     * @param authorization the header as it was sent
     */
    Optional<Problem> refusal(@Nullable String authorization) {
        if (key.isEmpty()) {
            return unauthorized(
                    "this path wants the operator's key, and the server has none: start it with"
                            + " FLAGMETER_ADMIN_KEY");
        }
        return isKey(authorization, key.get())
                ? Optional.empty()
                : unauthorized(
                        "this path wants the header Authorization: Bearer and the server's"
                                + " FLAGMETER_ADMIN_KEY");
    }

    private static Optional<Problem> unauthorized(String detail) {
        return Optional.of(Problem.of(ProblemType.UNAUTHORIZED, detail));
    }

    private static boolean isKey(@Nullable String authorization, String key) {
        return authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                // Takes as long for a key that is nearly right as for any other.
                && MessageDigest.isEqual(
                        authorization.substring(SCHEME.length()).strip().getBytes(UTF_8),
                        key.getBytes(UTF_8));
    }
}
