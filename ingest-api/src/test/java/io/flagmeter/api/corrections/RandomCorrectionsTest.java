package io.flagmeter.api.corrections;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.api.tenants.WorkerBySql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts, voids and adjusts at random, and compares with the simplest of models. */
@QuarkusTest
class RandomCorrectionsTest {

    private static final int STEPS = 80;
    private static final long QUOTA = 2_000;

    @Inject TestMeter meter;
    @Inject WorkerBySql worker;

    private static final class Model {
        record Event(int minute, long tokens) {}

        final TreeMap<Integer, Long> tokens = new TreeMap<>();
        final Map<Integer, Integer> events = new HashMap<>();
        final Map<String, Event> counted = new HashMap<>();
        final Set<String> voided = new HashSet<>();
        final List<String> messages = new ArrayList<>();
        boolean isOver;

        void count(String id, int minute, long amount) {
            counted.put(id, new Event(minute, amount));
            add(minute, amount, 1);
        }

        int take(String id) {
            Event event = counted.get(id);
            if (event == null) {
                return 404;
            }
            if (voided.contains(id)) {
                return 200;
            }
            if (tokens.get(event.minute) < event.tokens) {
                return 409;
            }
            voided.add(id);
            add(event.minute, -event.tokens, -1);
            return 201;
        }

        int adjust(int minute, long amount) {
            if (tokens.getOrDefault(minute, 0L) + amount < 0) {
                return 409;
            }
            add(minute, amount, 0);
            return 201;
        }

        int takeNewest(long amount) {
            if (total() < amount) {
                return 409;
            }
            long left = amount;
            for (int minute : new ArrayList<>(tokens.descendingKeySet())) {
                long taken = Math.min(left, tokens.get(minute));
                tokens.merge(minute, -taken, Long::sum);
                left -= taken;
            }
            look();
            return 201;
        }

        private void add(int minute, long amount, int count) {
            tokens.merge(minute, amount, Long::sum);
            events.merge(minute, count, Integer::sum);
            look();
        }

        private void look() {
            boolean now = total() * 100 >= QUOTA * 80;
            if (now != isOver) {
                messages.add(now ? "crossed" : "resolved");
            }
            isOver = now;
        }

        long total() {
            return tokens.values().stream().mapToLong(Long::longValue).sum();
        }

        List<String> rollups() {
            return tokens.entrySet().stream()
                    .map(
                            e ->
                                    "%d %d %d"
                                            .formatted(
                                                    e.getKey(),
                                                    e.getValue(),
                                                    events.get(e.getKey())))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void usageAlertsAndLedgerAreThoseOfTheModel(long seed) throws Exception {
        meter.empty();
        // A period that began yesterday, so that the minutes lie within it and not ahead.
        meter.sql(
                """
                CREATE TABLE events_all PARTITION OF events DEFAULT;
                CREATE TABLE rollups_all PARTITION OF rollups DEFAULT;
                INSERT INTO tenants (name, monthly_quota, billing_day)
                VALUES ('acme', %d, extract(day FROM now() AT TIME ZONE 'UTC' - interval '1 day'));
                INSERT INTO slack_webhooks (tenant, url) VALUES ('acme', 'https://a.example')
                """
                        .formatted(QUOTA));
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
        var random = new Random(seed);
        var model = new Model();

        for (int step = 0; step < STEPS; step++) {
            int at = random.nextInt(6);
            Instant minute = day.plusSeconds(60L * at);
            long tokens = 1 + random.nextInt(250);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    worker.count("acme", minute, tokens, "gpt", "e" + step);
                    model.count("e" + step, at, tokens);
                }
                case 3 -> {
                    String id = "e" + random.nextInt(step + 1);
                    assertThat(correct("\"type\":\"void\",\"event\":\"%s\"".formatted(id)))
                            .isEqualTo(model.take(id));
                }
                case 4 -> {
                    long amount = random.nextBoolean() ? tokens : -tokens;
                    assertThat(correct(adjustment(amount, minute)))
                            .isEqualTo(model.adjust(at, amount));
                }
                default ->
                        assertThat(correct(adjustment(-2 * tokens, null)))
                                .isEqualTo(model.takeNewest(2 * tokens));
            }
        }

        assertThat(
                        meter.rows(
                                """
                                SELECT format('%%s %%s %%s', extract(epoch FROM minute - '%s') / 60,
                                              total_tokens, event_count)
                                  FROM rollups ORDER BY minute
                                """
                                        .formatted(day)
                                        .replace("/ 60", "::bigint / 60")))
                .isEqualTo(model.rollups());
        assertThat(meter.rows("SELECT sum(total_tokens) FROM period_totals"))
                .containsExactly(String.valueOf(model.total()));
        assertThat(
                        meter.rows(
                                """
                                SELECT d.event FROM alert_deliveries d ORDER BY d.id
                                """))
                .isEqualTo(model.messages);
        assertThat(meter.rows("SELECT event_id FROM corrections WHERE type = 'void'"))
                .containsExactlyInAnyOrderElementsOf(model.voided);
        assertThat(meter.rows(DIFFERENCES)).isEmpty();
    }

    /** Raw events and the lines of corrections are the rollups. */
    private static final String DIFFERENCES =
            """
            SELECT minute FROM (
                SELECT tenant, feature, date_trunc('minute', created_at) AS minute, tokens, 1 AS events
                  FROM events
                UNION ALL
                SELECT tenant, feature, minute, total_tokens, event_count FROM correction_lines
                UNION ALL
                SELECT tenant, feature, minute, -total_tokens, -event_count FROM rollups) AS all_of_it
             GROUP BY tenant, feature, minute
            HAVING sum(tokens) <> 0 OR sum(events) <> 0
            """;

    private static String adjustment(long tokens, @Nullable Instant minute) {
        return "\"type\":\"adjustment\",\"feature\":\"gpt\",\"tokens\":%d%s"
                .formatted(tokens, minute == null ? "" : ",\"timestamp\":\"%s\"".formatted(minute));
    }

    private static int correct(String fields) {
        return Api.post(
                        "/corrections",
                        "application/json",
                        "{\"tenant\":\"acme\",\"reason\":\"r\",%s}".formatted(fields))
                .extract()
                .statusCode();
    }
}
