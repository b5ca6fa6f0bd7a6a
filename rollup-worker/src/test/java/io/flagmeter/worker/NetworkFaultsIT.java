package io.flagmeter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.fixtures.FaultyProxy;
import io.flagmeter.fixtures.PackagedService;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One packaged worker on a bad network: nothing is lost, nothing is counted twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkFaultsIT {

    private static final int EVENTS = 5_000;

    /** Many small batches, and everything that runs out does so while a test waits. */
    private static final Map<String, String> BUSY =
            Map.of(
                    "FLAGMETER_WORKER_BATCH_SIZE", "100",
                    "FLAGMETER_WORKER_LEASE", "1s",
                    "FLAGMETER_WORKER_STUCK_AFTER", "10s",
                    "QUARKUS_DATASOURCE_JDBC_ADDITIONAL_JDBC_PROPERTIES_SOCKETTIMEOUT", "5");

    private final Meter meter = new Meter();
    private final FaultyProxy postgres = new FaultyProxy(meter.postgres.port());
    private final FaultyProxy valkey = new FaultyProxy(meter.valkey.port());
    private final PackagedService worker = meter.workerBehind(postgres.port(), valkey.port(), BUSY);

    /** Of all tests so far. */
    private int pushed;

    @BeforeAll
    static void bePatient() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }

    @BeforeEach
    void awaitReady() {
        await().ignoreExceptions().until(worker::ready);
    }

    @AfterAll
    void close() {
        worker.close();
        postgres.close();
        valkey.close();
        meter.close();
    }

    private void push() {
        meter.push(pushed, pushed + EVENTS);
        pushed += EVENTS;
    }

    private void assertEveryEventCountsOnce() {
        await().ignoreExceptions().until(() -> meter.quiet() && meter.books.counted() == pushed);

        assertThat(meter.books.sums())
                .isEqualTo("%1$d %2$d %2$d %2$d %1$d 0".formatted(pushed, 1500L * pushed));
        assertThat(meter.claimed()).isEqualTo(pushed);
        assertThat(meter.deadLetters()).isZero();
    }

    /** Applied, and the worker cannot know: it finds the row of its batch when it comes again. */
    @Test
    void lostAnswersToCommitDoubleNothing() {
        postgres.loseAnswersWith("COMMIT", 5);
        push();

        assertEveryEventCountsOnce();
        assertThat(postgres.answersToLose()).isZero();
        assertThat(worker.get("/q/metrics").body())
                .containsPattern("flagmeter_events_redelivered_total [1-9]");
    }

    /** A text that only the script in question has. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"RENAME", "UNLINK", "ZRANGEBYSCORE"})
    void lostAnswersToAScriptLoseAndDoubleNothing(String script) {
        valkey.loseAnswersTo(script, 5);
        push();

        // Leases that ran out are looked for once a second.
        await().until(() -> valkey.answersToLose() == 0);
        assertEveryEventCountsOnce();
    }

    @Test
    void connectionsCutAgainAndAgainLoseAndDoubleNothing() {
        push();
        for (int cut = 1; cut <= 10; cut++) {
            long claimed = meter.claimed();
            await().until(() -> meter.claimed() > claimed || meter.waiting() == 0);
            (cut % 2 == 0 ? postgres : valkey).cut();
        }

        assertEveryEventCountsOnce();
    }

    @Test
    void slowNetworkIsWaitedFor() {
        postgres.delay(Duration.ofMillis(20));
        valkey.delay(Duration.ofMillis(20));
        long before = pushed;
        push();
        await().until(() -> meter.books.counted() > before + 500);
        postgres.cut();
        valkey.cut();
        await().until(() -> meter.books.counted() > before + 1_000);
        postgres.delay(Duration.ZERO);
        valkey.delay(Duration.ZERO);

        assertEveryEventCountsOnce();
    }

    /** Worse than a cut: to either side the other one is merely silent, and holds its locks. */
    @Test
    void serversThatVanishWithoutAWordAreNoticed() {
        long before = pushed;
        push();
        await().until(() -> meter.claimed() > before + 300);
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        postgres.muteWhile(() -> System.nanoTime() < end);
        valkey.muteWhile(() -> System.nanoTime() < end);

        assertEveryEventCountsOnce();
    }
}
