package io.flagmeter.api.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.alerts.AlertChanges.Crossing;
import io.flagmeter.api.alerts.AlertChanges.Move;
import io.flagmeter.api.alerts.AlertChanges.OpenAlert;
import io.flagmeter.api.alerts.AlertChanges.PeriodTotal;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AlertChangesTest {

    private static final BillingCycle CYCLE = BillingCycle.DEFAULT;
    private static final BillingPeriod NOVEMBER =
            CYCLE.periodAt(Instant.parse("2026-11-20T12:00:00Z"));
    private static final BillingPeriod DECEMBER = CYCLE.periodAt(NOVEMBER.end());

    private static OpenAlert open(int threshold, BillingPeriod period) {
        return new OpenAlert(UUID.randomUUID(), threshold, period);
    }

    private static AlertChanges changes(
            Long quota, List<Short> thresholds, long tokens, OpenAlert... open) {
        return AlertChanges.of(
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
        assertThat(changes(1_000L, percent(80), 800).fired()).hasSize(1);
        assertThat(changes(1_000L, percent(80), 799).fired()).isEmpty();
    }

    @Test
    void largestNumbersDoNotOverflow() {
        long quota = 1_000_000_000_000_000L;

        assertThat(changes(quota, percent(1_000), Long.MAX_VALUE).fired()).hasSize(1);
        assertThat(changes(quota, percent(1_000), 10 * quota - 1).fired()).isEmpty();
    }

    @Test
    void alertThatIsStillExceededSaysNothing() {
        AlertChanges changes =
                changes(1_000L, percent(80, 100), 1_500, open(80, NOVEMBER), open(100, NOVEMBER));

        assertThat(changes).isEqualTo(new AlertChanges(List.of(), List.of(), List.of()));
    }

    @Test
    void onlyThresholdsWithoutAnAlertFire() {
        AlertChanges changes = changes(1_000L, percent(80, 100), 1_500, open(80, NOVEMBER));

        assertThat(changes.fired())
                .containsExactly(new Crossing(100, new PeriodTotal(NOVEMBER, 1_500)));
    }

    @Test
    void alertIsResolvedByARaisedQuotaALostThresholdOrNoQuota() {
        OpenAlert alert = open(80, NOVEMBER);

        assertThat(changes(2_000L, percent(80), 900, alert).resolved()).containsExactly(alert);
        assertThat(changes(1_000L, percent(90), 900, alert).resolved()).containsExactly(alert);
        assertThat(changes(null, percent(80), 900, alert).resolved()).containsExactly(alert);
    }

    @Test
    void alertOfAnotherCycleGoesOnInThePeriodThatIsExceeded() {
        var old = BillingCycle.of(15, "UTC").periodAt(Instant.parse("2026-11-20T12:00:00Z"));
        OpenAlert alert = open(80, old);

        AlertChanges changes = changes(1_000L, percent(80), 900, alert);

        assertThat(changes)
                .isEqualTo(
                        new AlertChanges(
                                List.of(new Move(alert.id(), NOVEMBER)), List.of(), List.of()));
        assertThat(changes(1_000L, percent(80), 700, alert).resolved()).containsExactly(alert);
    }

    @Test
    void alertOfOnePeriodDoesNotStandForAnother() {
        OpenAlert alert = open(80, NOVEMBER);
        var totals = List.of(new PeriodTotal(NOVEMBER, 0), new PeriodTotal(DECEMBER, 900));

        AlertChanges changes = AlertChanges.of(1_000L, percent(80), CYCLE, totals, List.of(alert));

        assertThat(changes.resolved()).containsExactly(alert);
        assertThat(changes.fired()).containsExactly(new Crossing(80, totals.getLast()));
    }
}
