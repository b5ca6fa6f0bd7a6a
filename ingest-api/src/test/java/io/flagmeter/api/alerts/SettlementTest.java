package io.flagmeter.api.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.alerts.Settlement.Crossing;
import io.flagmeter.api.alerts.Settlement.Move;
import io.flagmeter.api.alerts.Settlement.OpenAlert;
import io.flagmeter.api.alerts.Settlement.PeriodTotal;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final BillingCycle CYCLE = BillingCycle.DEFAULT;
    private static final BillingPeriod NOVEMBER =
            CYCLE.periodAt(Instant.parse("2026-11-20T12:00:00Z"));
    private static final BillingPeriod DECEMBER = CYCLE.periodAt(NOVEMBER.end());

    private static OpenAlert open(int threshold, BillingPeriod period) {
        return new OpenAlert(UUID.randomUUID(), threshold, period);
    }

    private static Settlement settle(
            Long quota, List<Short> thresholds, long tokens, OpenAlert... open) {
        return Settlement.of(
                quota,
                thresholds,
                CYCLE,
                List.of(new PeriodTotal(NOVEMBER, tokens)),
                List.of(open));
    }

    private static List<Short> percent(int... thresholds) {
        return Arrays.stream(thresholds).mapToObj(t -> (short) t).toList();
    }

    @Test
    void usageExactlyAtTheThresholdFires() {
        assertThat(settle(1_000L, percent(80), 800).fired()).hasSize(1);
        assertThat(settle(1_000L, percent(80), 799).fired()).isEmpty();
    }

    @Test
    void largestNumbersDoNotOverflow() {
        long quota = 1_000_000_000_000_000L;

        assertThat(settle(quota, percent(1_000), Long.MAX_VALUE).fired()).hasSize(1);
        assertThat(settle(quota, percent(1_000), 10 * quota - 1).fired()).isEmpty();
    }

    @Test
    void alertThatIsStillExceededSaysNothing() {
        Settlement settlement =
                settle(1_000L, percent(80, 100), 1_500, open(80, NOVEMBER), open(100, NOVEMBER));

        assertThat(settlement).isEqualTo(new Settlement(List.of(), List.of(), List.of()));
    }

    @Test
    void onlyThresholdsWithoutAnAlertFire() {
        Settlement settlement = settle(1_000L, percent(80, 100), 1_500, open(80, NOVEMBER));

        assertThat(settlement.fired())
                .containsExactly(new Crossing(100, new PeriodTotal(NOVEMBER, 1_500)));
    }

    @Test
    void alertIsResolvedByARaisedQuotaALostThresholdOrNoQuota() {
        OpenAlert alert = open(80, NOVEMBER);

        assertThat(settle(2_000L, percent(80), 900, alert).resolved()).containsExactly(alert);
        assertThat(settle(1_000L, percent(90), 900, alert).resolved()).containsExactly(alert);
        assertThat(settle(null, percent(80), 900, alert).resolved()).containsExactly(alert);
    }

    @Test
    void alertOfAnotherCycleGoesOnInThePeriodThatIsExceeded() {
        var old = BillingCycle.of(15, "UTC").periodAt(Instant.parse("2026-11-20T12:00:00Z"));
        OpenAlert alert = open(80, old);

        Settlement settlement = settle(1_000L, percent(80), 900, alert);

        assertThat(settlement)
                .isEqualTo(
                        new Settlement(
                                List.of(new Move(alert.id(), NOVEMBER)), List.of(), List.of()));
        assertThat(settle(1_000L, percent(80), 700, alert).resolved()).containsExactly(alert);
    }

    @Test
    void alertOfOnePeriodDoesNotStandForAnother() {
        OpenAlert alert = open(80, NOVEMBER);
        var totals = List.of(new PeriodTotal(NOVEMBER, 0), new PeriodTotal(DECEMBER, 900));

        Settlement settlement = Settlement.of(1_000L, percent(80), CYCLE, totals, List.of(alert));

        assertThat(settlement.resolved()).containsExactly(alert);
        assertThat(settlement.fired()).containsExactly(new Crossing(80, totals.getLast()));
    }
}
