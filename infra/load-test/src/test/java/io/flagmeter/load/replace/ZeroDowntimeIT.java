package io.flagmeter.load.replace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New processes take over from old ones under load, and no client notices. */
class ZeroDowntimeIT {

    private static final int ROUNDS = 2;

    /** What a JVM says that has stopped in order when asked by SIGTERM. */
    private static final int TERMINATED = 143;

    private final RollingMeter meter = new RollingMeter();
    private final SteadyLoad load = new SteadyLoad(meter.port());

    @BeforeEach
    void start() throws IOException {
        load.start();
    }

    @AfterEach
    void close() throws IOException {
        load.close();
        meter.close();
    }

    @Test
    void apiAndWorkerAreReplacedAndNoRequestFails() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            assertThat(meter.replaceApi()).isEqualTo(TERMINATED);
            assertThat(meter.replaceWorker()).isEqualTo(TERMINATED);
        }
        load.stop();

        assertThat(load.failures()).isEmpty();
        assertThat(load.sent()).isGreaterThan(2_000);
        assertThat(load.longestLag()).as("seconds not counted").isLessThan(5);
        await().atMost(Duration.ofSeconds(20)).until(() -> counted() == load.acknowledged());
        JsonNode books = meter.books();
        assertThat(books.get("accepted").asLong()).isEqualTo(load.acknowledged());
        assertThat(books.get("applied").asLong()).isEqualTo(load.acknowledged());
        assertThat(books.get("difference").asLong()).isZero();
    }

    private long counted() throws IOException {
        return load.send("GET", "/usage/acme", "").get("totalTokens").asLong();
    }
}
