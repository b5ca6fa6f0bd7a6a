package io.flagmeter.model.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BillingPeriodTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    private final BillingPeriod period = new BillingPeriod(START, END);

    @Test
    void startIsInThePeriod() {
        assertThat(period.contains(START)).isTrue();
    }

    @Test
    void lastNanosecondBeforeTheEndIsInThePeriod() {
        assertThat(period.contains(END.minusNanos(1))).isTrue();
    }

    @Test
    void endIsNotInThePeriod() {
        assertThat(period.contains(END)).isFalse();
    }

    @Test
    void instantBeforeTheStartIsNotInThePeriod() {
        assertThat(period.contains(START.minusNanos(1))).isFalse();
    }

    @Test
    void emptyPeriodIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BillingPeriod(START, START))
                .withMessageContaining("start before it ends");
    }

    @Test
    void periodThatRunsBackwardsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BillingPeriod(END, START))
                .withMessageContaining("2026-12-01T00:00:00Z to 2026-11-01T00:00:00Z");
    }
}
