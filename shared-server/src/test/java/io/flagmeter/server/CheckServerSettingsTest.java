package io.flagmeter.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.server.body.BodyConfig;
import io.flagmeter.server.connection.ConnectionConfig;
import io.flagmeter.server.queue.Durability;
import io.flagmeter.server.queue.QueueConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckServerSettingsTest {

    /** As in the image. */
    private static final long HEAP = 96 << 20;

    record Body(int maxBodyBytes) implements BodyConfig {}

    record Queue(long maxQueuedEvents, Duration timeout, Durability durability)
            implements QueueConfig {}

    record Connection(int maxConnections, Duration requestTimeout, Duration shutdownDelay)
            implements ConnectionConfig {}

    private static void body(int bytes) {
        CheckServerSettings.check(new Body(bytes), HEAP);
    }

    private static void queue(long events, String timeout) {
        CheckServerSettings.check(new Queue(events, Duration.parse(timeout), Durability.BUFFERED));
    }

    private static void connection(int most, String delay) {
        CheckServerSettings.check(
                new Connection(most, Duration.ofSeconds(30), Duration.parse(delay)), HEAP);
    }

    @Test
    void defaultsAreGood() {
        assertThatCode(
                        () -> {
                            body(1 << 20);
                            queue(1_000_000, "PT1.5S");
                            connection(4_000, "PT0S");
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void everyBoundNamesItsVariable() {
        assertThatThrownBy(() -> body(10))
                .hasMessageStartingWith("FLAGMETER_INGEST_MAX_BODY_BYTES must be");
        assertThatThrownBy(() -> queue(0, "PT1S"))
                .hasMessageStartingWith("FLAGMETER_INGEST_MAX_QUEUED_EVENTS must be");
        assertThatThrownBy(() -> queue(1, "PT5S"))
                .hasMessage("FLAGMETER_INGEST_TIMEOUT must be from 50ms to 1800ms, is 5s");
        assertThatThrownBy(() -> connection(15, "PT0S"))
                .hasMessage("FLAGMETER_INGEST_MAX_CONNECTIONS must be from 16 to 1000000, is 15");
        assertThatThrownBy(() -> connection(100, "PT61S"))
                .hasMessage("FLAGMETER_INGEST_SHUTDOWN_DELAY must be from 0s to 1m, is 61s");
    }

    @Test
    void boundsThatTheHeapCannotHoldAreRefused() {
        assertThatThrownBy(() -> connection(12_289, "PT0S"))
                .hasMessage(
                        "FLAGMETER_INGEST_MAX_CONNECTIONS must be at most what half of the heap"
                                + " holds, 12288, is 12289");
        assertThatThrownBy(() -> body(7 << 20))
                .hasMessage(
                        "FLAGMETER_INGEST_MAX_BODY_BYTES must be at most a sixteenth of the heap,"
                                + " 6291456, is 7340032");
    }
}
