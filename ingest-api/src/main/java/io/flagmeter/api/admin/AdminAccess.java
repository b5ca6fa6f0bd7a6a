package io.flagmeter.api.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.api.problem.Problem;
import io.flagmeter.api.problem.ProblemType;
import io.flagmeter.model.config.Settings;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the operator from a stranger: by the key, or where there is none by the machine. */
@Singleton
class AdminAccess {

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

    /**
     * Why a request is refused; empty if it is the operator's.
     *
     * @param authorization the header as it was sent
     * @param local whether it was sent by a client on this machine
     */
    Optional<Problem> refusal(@Nullable String authorization, boolean local) {
        if (key.isPresent()) {
            return isKey(authorization, key.get())
                    ? Optional.empty()
                    : Optional.of(
                            Problem.of(
                                    ProblemType.UNAUTHORIZED,
                                    "this path wants the header Authorization: Bearer and the"
                                            + " server's FLAGMETER_ADMIN_KEY"));
        }
        return local
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                ProblemType.FORBIDDEN,
                                "this path answers clients on the server's own machine only, as"
                                        + " long as FLAGMETER_ADMIN_KEY is not set"));
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
