package io.flagmeter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.fixtures.PackagedService;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged worker under signals and outages: nothing is lost, nothing is counted twice. */
class WorkerFaultsIT {

    private static final Map<String, String> DEFAULTS = Map.of();

    /** Many small batches, and what runs out does so while a test waits. */
    private static final Map<String, String> BUSY =
            Map.of(
                    "FLAGMETER_WORKER_BATCH_SIZE", "100",
                    "FLAGMETER_WORKER_LEASE", "1s",
                    "FLAGMETER_WORKER_STUCK_AFTER", "10s");

    @RegisterExtension static final Meter meter = new Meter();

    @BeforeAll
    static void bePatient() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }

    @Test
    void aWorkerKilledAgainAndAgainLosesAndDoublesNothing() {
        meter.push(0, 12_000);
        for (int kill = 1; kill <= 5; kill++) {
            long claimedBefore = meter.claimed();
            try (PackagedService worker = meter.worker(BUSY)) {
                await().until(() -> meter.claimed() > claimedBefore + 700);
                worker.kill();
            }
        }
        assertThat(meter.waiting()).as("killed in the middle").isPositive();

        try (PackagedService worker = meter.worker(BUSY)) {
            await().until(meter::quiet);
        }

        assertThat(meter.books.sums()).isEqualTo("12000 18000000 18000000 18000000 12000 0");
    }

    @Test
    void onSigtermTheBatchesInHandAreFinished() {
        try (PackagedService worker = meter.worker(BUSY)) {
            awaitReady(worker);
            meter.push(0, 20_000);
            await().until(() -> meter.claimed() > 1000);

            worker.terminate();
            worker.awaitEnd();

            assertThat(meter.inFlight()).isZero();
            assertThat(meter.books.counted()).isEqualTo(meter.claimed());
            assertThat(meter.waiting()).as("the rest is left").isEqualTo(20_000 - meter.claimed());
        }
    }

    @Test
    void aFrozenWorkersBatchIsTakenOverAndCountsOnceWhenItWakesUp() {
        try (PackagedService frozen = meter.worker(BUSY)) {
            awaitReady(frozen);
            meter.push(0, 10_000);
            await().until(() -> meter.claimed() > 1000);
            frozen.signal("STOP");
            try (PackagedService heir = meter.worker(BUSY)) {
                await().until(meter::quiet);
                frozen.signal("CONT");
                meter.push(10_000, 10_100);

                await().until(() -> meter.quiet() && meter.books.counted() == 10_100);
                awaitReady(frozen);
            }
        }

        assertThat(meter.books.sums()).isEqualTo("10100 15150000 15150000 15150000 10100 0");
    }

    @Test
    void whilePostgresIsAwayNothingIsClaimedAndAfterwardsAllIsCounted() {
        try (PackagedService worker = meter.worker(BUSY)) {
            awaitReady(worker);
            meter.postgres.kill();
            meter.push(0, 1000);
            await().until(() -> !worker.ready());
            assertThat(meter.waiting()).as("two batches in hand").isGreaterThanOrEqualTo(800);

            meter.restartPostgres();

            await().until(() -> meter.quiet() && worker.ready());
        }
        assertThat(meter.books.sums()).isEqualTo("1000 1500000 1500000 1500000 1000 0");
    }

    @Test
    void aKilledValkeyIsWaitedForAndNothingIsLost() {
        try (PackagedService worker = meter.worker(BUSY)) {
            awaitReady(worker);
            meter.push(0, 5000);
            await().until(() -> meter.claimed() > 300);
            meter.valkey.kill();
            await().until(() -> !worker.ready());

            meter.restartValkey();

            await().ignoreExceptions().until(() -> meter.quiet() && worker.ready());
        }
        assertThat(meter.books.sums()).isEqualTo("5000 7500000 7500000 7500000 5000 0");
    }

    @Test
    void theWorkerStartsBeforePostgresAndGoesOnByItself() {
        meter.postgres.stop();
        try (PackagedService worker = meter.worker(DEFAULTS)) {
            meter.push(0, 10);
            await().ignoreExceptions()
                    .until(() -> worker.get("/q/health/live").statusCode() == 200);
            assertThat(worker.ready()).isFalse();

            meter.restartPostgres();

            await().until(() -> meter.quiet() && worker.ready());
        }
        assertThat(meter.books.sums()).isEqualTo("10 15000 15000 15000 10 0");
    }

    @Test
    void aMigrationThatWaitsForATableLetsReadersPass() throws Exception {
        meter.books.migrateTo("1");
        try (Connection reader = meter.books.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("TABLE tenants");
            try (PackagedService worker = meter.worker(DEFAULTS)) {
                await().until(
                                () -> {
                                    meter.books.execute(
                                            "SET statement_timeout = '1s'; TABLE tenants");
                                    return meter.log().split("lock timeout", -1).length > 3;
                                });
                assertThat(worker.ready()).isFalse();

                reader.commit();
                awaitReady(worker);
            }
        }
    }

    private static void awaitReady(PackagedService worker) {
        await().ignoreExceptions().until(worker::ready);
    }
}
