package io.flagmeter.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.api.problem.Problem;
import io.flagmeter.api.problem.ProblemType;
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
    void keyIsTheOperatorWhereverItComesFrom(String header) {
        assertThat(access(KEY).refusal(header, false)).isEmpty();
        assertThat(access(KEY).refusal(header, true)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", "Bearer ", KEY, "Basic " + KEY, "Bearer " + KEY + "0"})
    void whoeverHasNoKeyIsRefusedOnThisMachineToo(String header) {
        assertThat(access(KEY).refusal(header, true))
                .map(Problem::type)
                .contains(ProblemType.UNAUTHORIZED);
    }

    @Test
    void withoutAKeyTheMachineDecides() {
        assertThat(access("").refusal("Bearer " + KEY, false))
                .map(Problem::type)
                .contains(ProblemType.FORBIDDEN);
        assertThat(access("").refusal(null, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "0123456789 abcdef", "0123456789abcdeé"})
    void keyThatIsShortOrCannotBeSentStopsTheServer(String key) {
        assertThatThrownBy(() -> access(key).check(new StartupEvent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("FLAGMETER_ADMIN_KEY must be at least 16 characters");
    }
}
