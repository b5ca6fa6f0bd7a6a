package io.flagmeter.model.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void bothBoundsAreAllowed() {
        assertThatCode(() -> Settings.requireWithin("X", HOUR, HOUR, HOUR))
                .doesNotThrowAnyException();
        assertThatCode(() -> Settings.requireWithin("X", 1, 1, 1)).doesNotThrowAnyException();
    }

    @Test
    void whatIsOutsideIsNamedWithItsBounds() {
        assertThatThrownBy(() -> Settings.requireWithin("X", 0, 1, 9))
                .hasMessage("X must be from 1 to 9, is 0");
        assertThatThrownBy(() -> Settings.requireWithin("X", 10, 1, 9))
                .hasMessage("X must be from 1 to 9, is 10");
    }

    @ParameterizedTest
    @CsvSource({
        "P36D, 36d",
        "PT30H, 30h",
        "PT90M, 90m",
        "PT90S, 90s",
        "PT0S, 0s",
        "PT1.5S, 1500ms"
    })
    void durationsAreWrittenAsAnOperatorWritesThem(Duration value, String text) {
        assertThatThrownBy(() -> Settings.requireWithin("X", value, HOUR, HOUR))
                .hasMessage("X must be from 1h to 1h, is " + text);
    }
}
