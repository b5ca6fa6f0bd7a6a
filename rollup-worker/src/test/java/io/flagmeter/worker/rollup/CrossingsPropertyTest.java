package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Any order of batches, redeliveries and raised quotas, against a model of ten lines. */
class CrossingsPropertyTest {

    private static final int[] THRESHOLDS = {50, 80, 100};

    /** A batch of one event, delivered once or again; or a quota raised by as many tokens. */
    private record Step(int batch, int tokens, int raiseBy) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        var batch =
                Combinators.combine(
                                Arbitraries.integers().between(0, 12),
                                Arbitraries.integers().between(0, 600))
                        .as((id, tokens) -> new Step(id, tokens, 0));
        var raise = Arbitraries.integers().between(1, 900).map(tokens -> new Step(-1, 0, tokens));
        return Arbitraries.frequencyOf(Tuple.of(6, batch), Tuple.of(1, raise)).list().ofMaxSize(25);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void alertsAreTheCrossingsOfTheModel(@ForAll("steps") List<Step> steps) throws SQLException {
        var database = new Database();
        database.execute(
                "INSERT INTO tenants (name, monthly_quota, thresholds)"
                        + " VALUES ('acme', 1000, '{50,80,100}')");
        var expected = new ArrayList<String>();
        var delivered = new HashSet<Integer>();
        Set<Integer> open = new HashSet<>();
        long total = 0;
        long quota = 1000;
        int version = 1;
        for (Step step : steps) {
            if (step.batch < 0) {
                quota += step.raiseBy;
                version++;
                raise(database, quota);
                long now = total;
                long raised = quota;
                open.removeIf(threshold -> now * 100 < raised * threshold);
            } else {
                String id = "b" + step.batch;
                database.apply(id, event(id, "acme", "gpt", step.tokens));
                total += delivered.add(step.batch) ? step.tokens : 0;
            }
            for (int threshold : THRESHOLDS) {
                if (total * 100 >= quota * threshold && open.add(threshold)) {
                    expected.add(threshold + " " + version);
                }
            }
        }

        assertThat(database.rows("SELECT threshold, quota_version FROM alerts"))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** What the admin API does. */
    private static void raise(Database database, long quota) throws SQLException {
        database.execute(
                """
                UPDATE tenants SET monthly_quota = %d, quota_version = quota_version + 1;
                UPDATE alerts SET resolved_at = now()
                WHERE resolved_at IS NULL AND threshold * %d >
                      100 * (SELECT coalesce(sum(total_tokens), 0) FROM period_totals)
                """
                        .formatted(quota, quota));
    }
}
