package io.flagmeter.model.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class QuotaRuleTest {

    @Test
    void usageExactlyAtTheThresholdHasReachedIt() {
        assertThat(QuotaRule.isReached(799, 1_000, 80)).isFalse();
        assertThat(QuotaRule.isReached(800, 1_000, 80)).isTrue();
    }

    @Test
    void largestNumbersDoNotOverflow() {
        long quota = 1_000_000_000_000_000L;

        assertThat(QuotaRule.isReached(10 * quota - 1, quota, 1_000)).isFalse();
        assertThat(QuotaRule.isReached(Long.MAX_VALUE, quota, 1_000)).isTrue();
        assertThat(QuotaRule.percent(Long.MAX_VALUE, 1))
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(100)));
    }

    @Test
    void percentIsRoundedDown() {
        assertThat(QuotaRule.percent(79_999_999_999_999_999L, 100_000_000_000_000_000L))
                .isEqualTo(79);
    }
}
