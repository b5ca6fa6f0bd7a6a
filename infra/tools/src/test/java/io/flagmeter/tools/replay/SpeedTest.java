package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedTest {
    @ParameterizedTest
    @CsvSource({"1, PT1H", "60, PT1M", "60x, PT1M", "0.5, PT2H", "max, PT0S", "MAX, PT0S"})
    void anHourTakesAnHourDividedByTheSpeed(String speed, Duration taken) {
        assertThat(Speed.of(speed).scale(Duration.ofHours(1))).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "fast", "", "NaN", "-Infinity"})
    void whatIsNoSpeedIsRefused(String speed) {
        assertThatThrownBy(() -> Speed.of(speed)).hasMessageContaining("neither max nor a factor");
    }

    @Test
    void evenTheSlowestSpeedDoesNotOverflow() {
        Duration slow = Speed.of("0.00001").scale(Duration.ofHours(1));
        assertThat(slow).isBetween(Duration.ofHours(99_999), Duration.ofHours(100_001));
    }
}
