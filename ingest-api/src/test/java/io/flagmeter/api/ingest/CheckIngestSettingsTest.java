package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckIngestSettingsTest {

    record Events(Duration lateWindow, Duration maxAhead) implements EventsConfig {}

    record Dedup(Duration window) implements DedupConfig {}

    record Ingest(int maxBatchItems) implements IngestConfig {}

    private static void check(String late, String ahead, String dedup) {
        CheckIngestSettings.check(
                new Events(Duration.parse(late), Duration.parse(ahead)),
                new Dedup(Duration.parse(dedup)));
    }

    @Test
    void defaultsAreGood() {
        assertThatCode(() -> check("PT48H", "PT5M", "PT48H")).doesNotThrowAnyException();
        assertThatCode(() -> CheckIngestSettings.check(new Ingest(1000)))
                .doesNotThrowAnyException();
    }

    @Test
    void lateWindowMayNotPassTheDeduplicationWindow() {
        assertThatThrownBy(() -> check("PT49H", "PT5M", "PT48H"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("FLAGMETER_EVENTS_LATE_WINDOW must not be longer")
                .hasMessageContaining("FLAGMETER_DEDUP_WINDOW");
    }

    @Test
    void everyBoundNamesItsVariable() {
        assertThatThrownBy(() -> check("PT48H", "PT5M", "P36D"))
                .hasMessageStartingWith("FLAGMETER_DEDUP_WINDOW must be");
        assertThatThrownBy(() -> check("PT48H", "PT-1S", "PT48H"))
                .hasMessageStartingWith("FLAGMETER_EVENTS_MAX_AHEAD must be");
        assertThatThrownBy(() -> CheckIngestSettings.check(new Ingest(0)))
                .hasMessageStartingWith("FLAGMETER_INGEST_MAX_BATCH_ITEMS must be");
    }
}
