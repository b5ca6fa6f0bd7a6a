package io.flagmeter.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RollupKeyTest {

    @Test
    void everyPartHasAColumnOfItsName() {
        assertThat(RollupKey.COLUMNS)
                .extracting(Column::name)
                .containsExactlyElementsOf(
                        Stream.of(RollupKey.class.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList());
    }

    @Test
    void keysAreSortedByTenantFirst() {
        assertThat(Stream.of(key("b", "f"), key("a", "g"), key("a", "f")).sorted())
                .containsExactly(key("a", "f"), key("a", "g"), key("b", "f"));
    }

    @Test
    void columnsTakeAnArrayEach() {
        List<RollupKey> keys = List.of(key("a", "f"), key("a", "g"));

        assertThat(Column.names(RollupKey.COLUMNS)).isEqualTo("tenant, feature");
        assertThat(Column.names(RollupKey.COLUMNS, "r")).isEqualTo("r.tenant, r.feature");
        assertThat(Column.parameters(RollupKey.COLUMNS)).isEqualTo("?::text[], ?::text[]");
        assertThat(RollupKey.COLUMNS.getLast().array(keys)).isEqualTo(new String[] {"f", "g"});
    }

    private static RollupKey key(String tenant, String feature) {
        return new RollupKey(tenant, feature);
    }
}
