package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.model.event.InvalidEventException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final TimeWindow WINDOW =
            new TimeWindow(Duration.ofHours(48), Duration.ofMinutes(5));

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-20T12:05:00Z", "2026-11-20T12:00:00Z", "2026-11-18T12:00:00Z"})
    void bothEdgesLieInTheWindow(String timestamp) {
        assertThatCode(() -> WINDOW.check(Instant.parse(timestamp), NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void oneNanosecondBeyondIsRefused() {
        assertThatThrownBy(() -> WINDOW.check(Instant.parse("2026-11-20T12:05:00.000000001Z"), NOW))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("timestamp must be at most 5 min ahead of now, 2026-11-20T12:00:00Z");
        assertThatThrownBy(() -> WINDOW.check(Instant.parse("2026-11-18T11:59:59.999999999Z"), NOW))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("timestamp must be at most 48 h behind now, 2026-11-20T12:00:00Z");
    }

    @Test
    void endsOfTimeAreRefusedLikeAnyOther() {
        assertThatThrownBy(() -> WINDOW.check(Instant.MAX, NOW))
                .isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> WINDOW.check(Instant.MIN, NOW))
                .isInstanceOf(InvalidEventException.class);
    }
}
