package io.flagmeter.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.TokenParts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartSumsTest {

    private static final TokenParts PARTS = new TokenParts(1, 2, 3, 4, 5);

    @Test
    void everyPartHasAColumn() {
        assertThat(TokenParts.PARTS).hasSize(TokenParts.class.getRecordComponents().length);
        assertThat(TokenParts.PARTS.stream().map(part -> part.of().applyAsLong(PARTS)))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(Column.names(PartSums.COLUMNS))
                .isEqualTo(
                        "input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,"
                                + " reasoning_tokens");
        List<@Nullable TokenParts> rows = new ArrayList<>();
        rows.add(PARTS);
        rows.add(null);
        assertThat(PartSums.COLUMNS.getLast().array(rows)).isEqualTo(new Long[] {5L, null});
    }

    @Test
    void partsAreAddedOneByOneWithoutWrapping() {
        assertThat(PartSums.plus(PARTS, new TokenParts(10, 20, 30, 40, Long.MAX_VALUE)))
                .isEqualTo(new TokenParts(11, 22, 33, 44, Long.MAX_VALUE));
    }
}
