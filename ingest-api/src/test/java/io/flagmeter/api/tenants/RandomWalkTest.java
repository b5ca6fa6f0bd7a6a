package io.flagmeter.api.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts tokens and changes quotas at random, and compares with the simplest of models. */
@QuarkusTest
class RandomWalkTest {

    private static final int STEPS = 60;

    @Inject TestMeter meter;
    @Inject WorkerBySql worker;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void alertsAndMessagesAreThoseOfTheModel(long seed) throws Exception {
        meter.empty();
        meter.sql(
                """
                CREATE TABLE rollups_all PARTITION OF rollups DEFAULT;
                INSERT INTO tenants (name, monthly_quota) VALUES ('acme', 1000);
                INSERT INTO slack_webhooks (tenant, url) VALUES ('acme', 'https://a.example')
                """);
        var random = new Random(seed);
        var model = new AlertModel(1_000, List.of(80));
        Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(3) > 0) {
                long tokens = random.nextInt(200);
                worker.count("acme", minute, tokens);
                model.count(tokens);
            } else {
                long quota = 200 + random.nextInt(6_000);
                List<Integer> thresholds = thresholds(random);
                Api.patch(
                                "/tenants/acme",
                                "{\"monthlyQuota\": %d, \"thresholds\": %s}"
                                        .formatted(quota, thresholds))
                        .statusCode(200);
                model.change(quota, thresholds);
            }
        }

        assertThat(alerts()).isEqualTo(model.alerts());
        assertThat(messages()).isEqualTo(model.messages());
    }

    private static List<Integer> thresholds(Random random) {
        return random
                .ints(1 + random.nextInt(4), 1, 20)
                .map(step -> step * 10)
                .boxed()
                .collect(Collectors.toSet())
                .stream()
                .sorted()
                .toList();
    }

    private String alerts() throws Exception {
        return meter.rows("SELECT count(*) FROM alerts").getFirst()
                + " "
                + meter.rows(
                        "SELECT threshold FROM alerts WHERE resolved_at IS NULL ORDER BY threshold");
    }

    private List<String> messages() throws Exception {
        return meter.rows(
                """
                SELECT format('%s %s', d.event, a.threshold)
                  FROM alert_deliveries d JOIN alerts a ON a.id = d.alert_id
                 ORDER BY d.id
                """);
    }
}
