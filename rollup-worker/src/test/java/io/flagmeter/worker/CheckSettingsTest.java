package io.flagmeter.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.model.queue.DeadLetterConfig;
import io.flagmeter.worker.rollup.RollupConfig;
import io.flagmeter.worker.upkeep.AuditRetentionConfig;
import io.flagmeter.worker.upkeep.UsageRetentionConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckSettingsTest {

    private static final long HEAP = 96 << 20;
    private static final long BYTES = 4 << 20;
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofMillis(20);

    @Test
    void theDefaultsHold() {
        assertThatCode(() -> check(new Worker(5000, BYTES, LEASE, LINGER)))
                .doesNotThrowAnyException();
        assertThatCode(() -> check("PT48H", "P35D", "P400D", "PT30S")).doesNotThrowAnyException();
    }

    @Test
    void workerSettingsHaveBounds() {
        assertThatThrownBy(() -> check(new Worker(0, BYTES, LEASE, LINGER)))
                .hasMessage("FLAGMETER_WORKER_BATCH_SIZE must be from 1 to 50000, is 0");
        assertThatThrownBy(() -> check(new Worker(1, BYTES, Duration.ZERO, LINGER)))
                .hasMessage("FLAGMETER_WORKER_LEASE must be from 1s to 5m, is 0s");
        assertThatThrownBy(() -> check(new Worker(1, BYTES, LEASE, Duration.ofHours(1))))
                .hasMessage("FLAGMETER_WORKER_LINGER must be from 0s to 1s, is 1h");
    }

    @Test
    void twoBatchesFitIntoTheHeap() {
        assertThatThrownBy(() -> check(new Worker(20_000, BYTES, LEASE, LINGER)))
                .hasMessage(
                        "FLAGMETER_WORKER_BATCH_SIZE=20000 and FLAGMETER_WORKER_BATCH_BYTES=4194304"
                                + " want 110 MiB for the two batches in hand, the heap has 72 MiB"
                                + " for them");
        assertThatThrownBy(() -> check(new Worker(5000, 8 << 20, LEASE, LINGER)))
                .hasMessageContaining("FLAGMETER_WORKER_BATCH_BYTES=8388608 want 83 MiB");
        assertThatThrownBy(() -> check(new Worker(1, 1, LEASE, LINGER)))
                .hasMessageStartingWith("FLAGMETER_WORKER_BATCH_BYTES must be from 65536 to");
    }

    @Test
    void deadLettersHaveBounds() {
        assertThatCode(() -> CheckSettings.check(new Letters(0, 1L << 32)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> CheckSettings.check(new Letters(1_000_001, 0)))
                .hasMessage("FLAGMETER_DEAD_LETTERS_MAX must be from 0 to 1000000, is 1000001");
        assertThatThrownBy(() -> CheckSettings.check(new Letters(0, -1)))
                .hasMessage("FLAGMETER_DEAD_LETTERS_MAX_BYTES must be from 0 to 4294967296, is -1");
    }

    private static void check(Worker worker) {
        CheckSettings.check(worker, HEAP);
    }

    @Test
    void featuresOfATenantAreBounded() {
        var none =
                new Rollup(
                        Duration.ofHours(48),
                        RollupConfig.UnknownTenants.CREATE,
                        Duration.ofSeconds(30),
                        0);
        var retention = new Retention(Duration.ofDays(35), Duration.ofDays(400));

        assertThatThrownBy(() -> CheckSettings.check(none, retention))
                .hasMessage("FLAGMETER_TENANTS_MAX_FEATURES must be from 1 to 100000, is 0");
    }

    @ParameterizedTest
    @CsvSource({
        "PT864H,  P40D, P400D, PT30S, 'FLAGMETER_DEDUP_WINDOW must be from 1m to 35d, is 36d'",
        "PT48H,   P2D,  P400D, PT30S, FLAGMETER_RETENTION_EVENTS must be at least a day longer",
        "PT48H,   P35D, P34D,  PT30S, 'FLAGMETER_RETENTION_ROLLUPS must be from 35d to 3650d'",
        "PT48H,   P35D, P400D, PT1S,  'FLAGMETER_WORKER_STUCK_AFTER must be from 10s to 4m'"
    })
    void windowsAndRetentionsMustFitEachOther(
            String window, String events, String rollups, String stuckAfter, String sentence) {
        assertThatThrownBy(() -> check(window, events, rollups, stuckAfter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void auditLogIsKeptForADayAtLeast() {
        assertThatThrownBy(() -> CheckSettings.check((AuditRetentionConfig) () -> Duration.ZERO))
                .hasMessage("FLAGMETER_RETENTION_AUDIT must be from 1d to 3650d, is 0s");
    }

    private static void check(String window, String events, String rollups, String stuckAfter) {
        CheckSettings.check(
                new Rollup(
                        Duration.parse(window),
                        RollupConfig.UnknownTenants.CREATE,
                        Duration.parse(stuckAfter),
                        1_000),
                new Retention(Duration.parse(events), Duration.parse(rollups)));
    }

    private record Worker(int batchSize, long batchBytes, Duration lease, Duration linger)
            implements WorkerConfig {}

    private record Letters(long max, long maxBytes) implements DeadLetterConfig {}

    private record Rollup(
            Duration dedupWindow,
            UnknownTenants unknownTenants,
            Duration stuckAfter,
            int maxFeatures)
            implements RollupConfig {}

    private record Retention(Duration events, Duration rollups) implements UsageRetentionConfig {}
}
