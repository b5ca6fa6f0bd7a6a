package io.flagmeter.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AmountsTest {

    @Test
    void everyAmountHasAColumn() {
        assertThat(Amounts.COLUMNS).hasSize(Amounts.class.getRecordComponents().length);
        assertThat(Amounts.COLUMNS.stream().map(column -> column.array(List.of(new Amounts(7, 2)))))
                .containsExactly(new long[] {7}, new long[] {2});
    }

    @Test
    void amountsAreAddedOneByOne() {
        assertThat(new Amounts(7, 2).plus(new Amounts(3, 1))).isEqualTo(new Amounts(10, 3));
        assertThat(new Amounts(Long.MAX_VALUE, 1).plus(new Amounts(1, 1)))
                .isEqualTo(new Amounts(Long.MAX_VALUE, 2));
    }

    @Test
    void storedAmountsAreAddedByTheSameRule() {
        assertThat(Amounts.addSql("r"))
                .startsWith(
                        "total_tokens = CASE WHEN r.total_tokens > 9223372036854775807 -"
                                + " excluded.total_tokens THEN 9223372036854775807"
                                + " ELSE r.total_tokens + excluded.total_tokens END, event_count =");
        assertThat(Amounts.sumSql("r"))
                .startsWith(
                        "least(coalesce(sum(r.total_tokens), 0), 9223372036854775807)::bigint"
                                + " AS total_tokens,");
    }
}
