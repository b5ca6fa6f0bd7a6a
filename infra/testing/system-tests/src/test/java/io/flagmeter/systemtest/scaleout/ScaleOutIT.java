package io.flagmeter.systemtest.scaleout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.fixtures.PackagedService;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Four workers at a queue of eight partitions on a real three-node cluster, under load, of which
 * every part is killed.
 */
class ScaleOutIT {

    private final ClusteredMeter meter = new ClusteredMeter();
    private final PatientClients clients = new PatientClients(meter.api.port());

    @AfterEach
    void close() {
        meter.close();
    }

    @Test
    void everyAcknowledgedEventIsCountedOnceWhateverDies() throws Exception {
        clients.start();

        boolean batchesInHand = false;
        for (int round = 0; round < 2; round++) {
            awaitMore();
            meter.killWorkers();
            batchesInHand |= meter.books().get("inFlight").asLong() > 0;
            meter.startWorkers();
            meter.awaitWorkers();
        }
        assertThat(batchesInHand).as("some died with a claim to take over").isTrue();

        PackagedService frozen = meter.workers().getFirst();
        frozen.signal("STOP");
        awaitMore();
        meter.valkey.kill(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> clients.refused() > 0);
        meter.valkey.restart(1);
        awaitMore();
        frozen.signal("CONT");
        awaitMore();

        long acknowledged = clients.stop();
        meter.awaitQuiet();
        JsonNode books = meter.books();
        assertThat(books.get("difference").asLong()).as(books.toString()).isZero();
        assertThat(books.get("deadLettered").asLong()).isZero();
        assertThat(books.get("duplicate").asLong()).isPositive();
        assertThat(books.get("applied").asLong()).isEqualTo(acknowledged);
        assertThat(meter.row("SELECT count(*), count(DISTINCT (tenant, id)) FROM events"))
                .isEqualTo(acknowledged + " " + acknowledged);
        String sums = acknowledged + " " + 7 * acknowledged;
        assertThat(meter.row("SELECT sum(event_count), sum(total_tokens) FROM rollups"))
                .isEqualTo(sums);
        assertThat(meter.row("SELECT sum(event_count), sum(total_tokens) FROM period_totals"))
                .isEqualTo(sums);
    }

    private void awaitMore() {
        long before = clients.acknowledged();
        await().atMost(Duration.ofSeconds(30)).until(() -> clients.acknowledged() > before + 2_000);
    }
}
