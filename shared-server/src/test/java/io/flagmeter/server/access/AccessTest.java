package io.flagmeter.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagmeter.model.access.ApiKey;
import io.flagmeter.model.access.Scope;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final String KEY = "0123456789abcdef";
    private static final String METRICS_KEY = "fedcba9876543210";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Access access(AccessConfig.Mode mode, String adminKey, boolean keysAreRead) {
        return new Access(
                () -> mode,
                () -> Optional.of(adminKey).filter(text -> !text.isEmpty()),
                () -> Optional.of(METRICS_KEY),
                new KnownKeys(keysAreRead),
                registry,
                Clock.systemUTC());
    }

    private final Access access = access(AccessConfig.Mode.KEYS, KEY, true);

    private static Problem refusal(Runnable request) {
        return catchThrowableOfType(ProblemException.class, request::run).problem();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + KEY, "bearer " + KEY, "BEARER  " + KEY + " "})
    void operatorIsKnownByTheKeyOfTheServer(String authorization) {
        assertThat(access.caller(authorization, null)).isEqualTo(Caller.OPERATOR);
        assertThat(access.caller(null, KEY)).isEqualTo(Caller.OPERATOR);
    }

    @Test
    void scraperIsKnownByTheKeyForMetricsAndMayDoNothingElse() {
        Caller scraper = access.caller("Bearer " + METRICS_KEY, null);

        assertThat(scraper.scopes()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", KEY, "Basic " + KEY})
    void whoShowsNoKeyIsToldHow(String authorization) {
        Problem refusal = refusal(() -> access.caller(authorization, null));

        assertThat(refusal.type()).isEqualTo(ProblemType.UNAUTHORIZED);
        assertThat(refusal.detail()).contains("Authorization: Bearer");
        assertThat(refusals("missing")).isEqualTo(1);
    }

    private double refusals(String reason) {
        return registry.get("flagmeter.access.refused").tag("reason", reason).counter().count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer " + KEY + "0", "Bearer 0123456789ABCDEF"})
    void keyThatNobodyHasIsRefused(String authorization) {
        assertThat(refusal(() -> access.caller(authorization, null)).detail())
                .isEqualTo("this key is not known");
        assertThat(refusals("unknown")).isEqualTo(1);
    }

    /** Nobody has it, so it is not even hashed. */
    @Test
    void keyOfAnyLengthIsRefused() {
        assertThat(refusal(() -> access.caller(null, "x".repeat(20_000))).type())
                .isEqualTo(ProblemType.UNAUTHORIZED);
    }

    /** The header for which a proxy has rules comes first. */
    @Test
    void authorizationIsTakenBeforeTheOtherHeaderWhereItShowsAKey() {
        assertThat(access.caller("Basic cHJveHk6cHJveHk=", KEY)).isEqualTo(Caller.OPERATOR);
        assertThat(refusal(() -> access.caller("Bearer wrong", KEY)).type())
                .isEqualTo(ProblemType.UNAUTHORIZED);
    }

    @Test
    void keyThatMayBeOneIsAskedToWaitUntilAllAreRead() {
        Access starting = access(AccessConfig.Mode.KEYS, KEY, false);
        String wellFormed = ApiKey.random(new SecureRandom()).text();

        assertThat(refusal(() -> starting.caller(null, wellFormed)).type())
                .isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
        assertThat(refusal(() -> starting.caller(null, wellFormed + "0")).type())
                .isEqualTo(ProblemType.UNAUTHORIZED);
        assertThat(starting.caller(null, KEY)).isEqualTo(Caller.OPERATOR);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "a-key-of-nobody-at-all")
    void openServerLetsAnyoneSendAndReadAndNothingElse(String key) {
        Access open = access(AccessConfig.Mode.OPEN, "", true);

        Caller anyone = open.caller(null, key);

        assertThat(anyone.scopes()).containsExactlyInAnyOrder(Scope.INGEST, Scope.READ);
        assertThat(refusal(() -> anyone.require(Scope.ADMIN)).type())
                .isEqualTo(ProblemType.UNAUTHORIZED);
    }

    @Test
    void scopeAndTenantThatTheKeyDoesNotHaveAreForbidden() {
        var caller = new Caller("checkout", Set.of(Scope.INGEST), "acme");

        assertThatCode(() -> caller.require(Scope.INGEST)).doesNotThrowAnyException();
        assertThatCode(() -> caller.requireTenant("acme")).doesNotThrowAnyException();
        assertThat(refusal(() -> caller.require(Scope.READ)).type())
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(refusal(() -> caller.requireTenant("acme2")).detail())
                .isEqualTo("this key is for the tenant acme only");
    }

    @ParameterizedTest
    @CsvSource({
        "0123456789abcde, must be at least 16 characters long",
        "0123456789 abcdef, must be at least 16 characters long",
        "0123456789abcdeé, must be at least 16 characters long",
        "changemechangeme, must have at least 8 different characters"
    })
    void weakKeyStopsTheServer(String key, String sentence) {
        assertThatThrownBy(
                        () -> access(AccessConfig.Mode.OPEN, key, true).check(new StartupEvent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("FLAGMETER_ADMIN_KEY " + sentence);
    }

    @Test
    void serverThatNobodyCouldUseDoesNotStart() {
        assertThatThrownBy(() -> access(AccessConfig.Mode.KEYS, "", true).check(new StartupEvent()))
                .hasMessageStartingWith("FLAGMETER_ADMIN_KEY is missing");
        assertThatCode(() -> access(AccessConfig.Mode.OPEN, "", true).check(new StartupEvent()))
                .doesNotThrowAnyException();
    }
}
