package io.flagmeter.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenSumTest {

    @Test
    void sumStandsStillAtTheMostThatALongHolds() {
        assertThat(TokenSum.plus(1, 2)).isEqualTo(3);
        assertThat(TokenSum.plus(Long.MAX_VALUE - 1, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(TokenSum.plus(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(TokenSum.plus(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }
}
