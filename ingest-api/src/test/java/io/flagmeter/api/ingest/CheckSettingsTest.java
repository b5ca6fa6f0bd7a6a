package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.server.connection.ConnectionConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckSettingsTest {

    record Events(Duration lateWindow, Duration maxAhead) implements EventsConfig {}

    /** As in the image. */
    private static final long HEAP = 96 << 20;

    record Dedup(Duration window) implements DedupConfig {}

    record Ingest(int maxBodyBytes, int maxBatchItems) implements IngestConfig {}

    record Connection(int maxConnections, Duration requestTimeout, Duration shutdownDelay)
            implements ConnectionConfig {}

    private static void check(String late, String ahead, String dedup) {
        CheckSettings.check(
                new Events(Duration.parse(late), Duration.parse(ahead)),
                new Dedup(Duration.parse(dedup)));
    }

    @Test
    void defaultsAreGood() {
        assertThatCode(() -> check("PT48H", "PT5M", "PT48H")).doesNotThrowAnyException();
        assertThatCode(() -> CheckSettings.check(new Ingest(1 << 20, 1000), HEAP))
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
        assertThatThrownBy(
                        () ->
                                CheckSettings.check(
                                        new Connection(
                                                100,
                                                Duration.ofSeconds(30),
                                                Duration.ofSeconds(61)),
                                        HEAP))
                .hasMessage("FLAGMETER_INGEST_SHUTDOWN_DELAY must be from 0s to 1m, is 61s");
        assertThatThrownBy(
                        () ->
                                CheckSettings.check(
                                        new Connection(15, Duration.ofSeconds(30), Duration.ZERO),
                                        HEAP))
                .hasMessage("FLAGMETER_INGEST_MAX_CONNECTIONS must be from 16 to 1000000, is 15");
        assertThatThrownBy(
                        () ->
                                CheckSettings.check(
                                        new Connection(
                                                12_289, Duration.ofSeconds(30), Duration.ZERO),
                                        HEAP))
                .hasMessage(
                        "FLAGMETER_INGEST_MAX_CONNECTIONS must be at most what half of the heap"
                                + " holds, 12288, is 12289");
        assertThatThrownBy(() -> CheckSettings.check(new Ingest(10, 1000), HEAP))
                .hasMessageStartingWith("FLAGMETER_INGEST_MAX_BODY_BYTES must be");
        assertThatThrownBy(() -> CheckSettings.check(new Ingest(1 << 20, 0), HEAP))
                .hasMessageStartingWith("FLAGMETER_INGEST_MAX_BATCH_ITEMS must be");
        assertThatThrownBy(() -> CheckSettings.check(new Ingest(7 << 20, 1000), HEAP))
                .hasMessage(
                        "FLAGMETER_INGEST_MAX_BODY_BYTES must be at most a sixteenth of the heap,"
                                + " 6291456, is 7340032");
    }
}
