package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.UsageEvent;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A tenant that makes up features; ten of them are kept here. */
class FeatureLimitTest {

    private static final String TOTALS =
            "SELECT feature, total_tokens, event_count FROM period_totals"
                    + " WHERE tenant = 'acme' ORDER BY feature COLLATE \"C\"";

    private final Database database = new Database();

    private static UsageEvent[] features(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> event("e" + i, "acme", "f%03d".formatted(i), 1))
                .toArray(UsageEvent[]::new);
    }

    @Test
    void asManyAsTheBoundAreKept() throws Exception {
        assertThat(database.apply("b1", features(0, 10)).folded()).isZero();

        assertThat(database.rows(TOTALS)).hasSize(10).doesNotContain("(other) 1 1");
    }

    @Test
    void whatComesBeyondCountsAsOther() throws Exception {
        database.apply("b1", features(0, 8));
        BatchOutcome outcome = database.apply("b2", features(8, 15));

        assertThat(outcome.applied()).isEqualTo(7);
        assertThat(outcome.folded()).isEqualTo(5);
        assertThat(database.rows(TOTALS))
                .startsWith("(other) 5 5", "f000 1 1")
                .endsWith("f009 1 1")
                .hasSize(11);
    }

    @Test
    void logRollupsAndTotalsAgree() throws Exception {
        database.apply("b1", features(0, 30));
        database.apply("b2", event("again", "acme", "f029", 7), event("old", "acme", "f000", 2));

        String byFeature = "SELECT feature, sum(%s) FROM %s GROUP BY feature ORDER BY feature";
        assertThat(database.rows(byFeature.formatted("tokens", "events")))
                .contains("(other) 27", "f000 3")
                .isEqualTo(database.rows(byFeature.formatted("total_tokens", "period_totals")))
                .isEqualTo(database.rows(byFeature.formatted("total_tokens", "rollups")));
    }

    @Test
    void othersAndOtherPeriodsHaveABoundOfTheirOwn() throws Exception {
        database.execute("INSERT INTO tenants (name, billing_day) VALUES ('acme', 21)");
        database.apply("b1", features(0, 20));

        database.apply("b2", at(event("x", "acme", "f019", 1), NOON.plus(Duration.ofDays(1))));
        database.apply("b3", event("y", "zeta", "f019", 1));

        assertThat(
                        database.rows(
                                "SELECT tenant, feature FROM period_totals WHERE feature = 'f019'"
                                        + " ORDER BY 1"))
                .containsExactly("acme f019", "zeta f019");
    }

    @Test
    void eventsThatAreSentAgainAreStillRecognised() throws Exception {
        database.apply("b1", features(0, 20));
        BatchOutcome again = database.apply("b2", features(0, 20));

        assertThat(again.duplicate()).isEqualTo(20);
        assertThat(database.rows(TOTALS)).hasSize(11);
    }
}
