package io.flagmeter.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.runtime.StartupEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAccessTest {

    private static final String KEY = "0123456789abcdef";

    private static AdminAccess access(String key) {
        return new AdminAccess(() -> Optional.of(key).filter(text -> !text.isEmpty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + KEY, "bearer " + KEY, "BEARER  " + KEY})
    void keyIsTheOperator(String header) {
        assertThat(access(KEY).refusal(header)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", "Bearer ", KEY, "Basic " + KEY, "Bearer " + KEY + "0"})
    void whoeverHasNoKeyIsRefused(String header) {
        assertThat(access(KEY).refusal(header))
                .map(Problem::type)
                .contains(ProblemType.UNAUTHORIZED);
    }

    @Test
    void serverWithoutAKeyIsClosedToEveryone() {
        assertThat(access("").refusal("Bearer " + KEY))
                .map(Problem::type)
                .contains(ProblemType.UNAUTHORIZED);
        assertThat(access("").refusal(null))
                .map(Problem::detail)
                .contains(
                        "this path wants the operator's key, and the server has none: start it"
                                + " with FLAGMETER_ADMIN_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "0123456789 abcdef", "0123456789abcdeé"})
    void keyThatIsShortOrCannotBeSentStopsTheServer(String key) {
        assertThatThrownBy(() -> access(key).check(new StartupEvent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("FLAGMETER_ADMIN_KEY must be at least 16 characters");
    }
}
