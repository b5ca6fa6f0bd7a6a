package io.flagmeter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.fixtures.PackagedService;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The packaged worker's log, read as Loki reads it. */
class BatchLogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Meter meter = new Meter();

    @AfterEach
    void close() {
        meter.close();
    }

    @Test
    void whatGoesWrongWithABatchNamesItAndNothingElseDoes() throws IOException {
        try (PackagedService worker = meter.worker(Map.of("FLAGMETER_LOG_FORMAT", "json"))) {
            await().atMost(PATIENCE).until(worker::ready);
            meter.books.execute("ALTER TABLE period_totals RENAME TO hidden");
            meter.push(0, 10);
            await().atMost(PATIENCE).until(() -> !linesWith("period_totals").isEmpty());
            meter.books.execute("ALTER TABLE hidden RENAME TO period_totals");
            await().atMost(PATIENCE).until(() -> meter.quiet() && meter.books.counted() == 10);
            meter.valkey.kill();
            await().atMost(PATIENCE).until(() -> !linesWith("for Valkey").isEmpty());
        }

        assertThat(linesWith("period_totals"))
                .extracting(line -> line.getString("mdc.batchId"))
                .containsOnly(meter.books.value("SELECT batch_id FROM applied_batches"));
        assertThat(linesWith("for Valkey"))
                .extracting(line -> line.getString("mdc.batchId"))
                .containsOnlyNulls();
    }

    private List<JsonPath> linesWith(String words) throws IOException {
        return meter.log()
                .lines()
                .map(JsonPath::from)
                .filter(line -> line.getString("message").contains(words))
                .toList();
    }
}
