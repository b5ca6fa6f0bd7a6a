package io.flagmeter.worker.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.quota.QuotaRule;
import io.flagmeter.worker.testing.Servers;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** The rule of the thresholds means the same in Java and in PostgreSQL. */
class QuotaRuleSqlTest {

    private static final String SQL =
            """
            SELECT %s FROM unnest(?::bigint[], ?::bigint[], ?::smallint[])
                           WITH ORDINALITY AS c (total, quota, threshold, n)
             ORDER BY n
            """
                    .formatted(QuotaRule.isReachedSql("c.total", "c.quota", "c.threshold"));

    private record Case(long total, long quota, int threshold) {}

    /** Any numbers, and those just below, at and above the threshold. */
    @Provide
    Arbitrary<List<Case>> cases() {
        var quotas = Arbitraries.longs().between(0, Long.MAX_VALUE);
        var thresholds = Arbitraries.integers().between(1, 1000);
        var any =
                Combinators.combine(
                                Arbitraries.longs().between(0, Long.MAX_VALUE), quotas, thresholds)
                        .as(Case::new);
        var near =
                Combinators.combine(Arbitraries.longs().between(-2, 2), quotas, thresholds)
                        .as(
                                (distance, quota, threshold) ->
                                        new Case(
                                                near(quota, threshold, distance),
                                                quota,
                                                threshold));
        return Arbitraries.oneOf(any, near).list().ofSize(200);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void javaAndPostgresqlAgree(@ForAll("cases") List<Case> cases) throws SQLException {
        assertThat(reachedInSql(cases)).isEqualTo(reachedInJava(cases));
    }

    @Test
    void javaAndPostgresqlAgreeAtTheEndsOfTheScale() throws SQLException {
        var cases = new ArrayList<Case>();
        for (long total : new long[] {0, 1, 9, 10, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            for (long quota : new long[] {0, 1, Long.MAX_VALUE / 10, Long.MAX_VALUE}) {
                for (int threshold : new int[] {1, 99, 100, 101, 1000}) {
                    cases.add(new Case(total, quota, threshold));
                }
            }
        }

        assertThat(reachedInSql(cases)).isEqualTo(reachedInJava(cases)).contains(true, false);
    }

    private static long near(long quota, int threshold, long distance) {
        return BigInteger.valueOf(quota)
                .multiply(BigInteger.valueOf(threshold))
                .divide(BigInteger.valueOf(100))
                .add(BigInteger.valueOf(distance))
                .max(BigInteger.ZERO)
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    private static List<Boolean> reachedInJava(List<Case> cases) {
        return cases.stream()
                .map(each -> QuotaRule.isReached(each.total, each.quota, each.threshold))
                .toList();
    }

    private static List<Boolean> reachedInSql(List<Case> cases) throws SQLException {
        try (Connection connection = Servers.emptyDatabase().getConnection();
                PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(
                    1, connection.createArrayOf("int8", cases.stream().map(Case::total).toArray()));
            query.setArray(
                    2, connection.createArrayOf("int8", cases.stream().map(Case::quota).toArray()));
            query.setArray(
                    3,
                    connection.createArrayOf(
                            "int2", cases.stream().map(Case::threshold).toArray()));
            try (var rows = query.executeQuery()) {
                var reached = new ArrayList<Boolean>();
                while (rows.next()) {
                    reached.add(rows.getBoolean(1));
                }
                return reached;
            }
        }
    }
}
