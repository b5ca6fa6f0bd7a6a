package io.flagmeter.api.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.RollupKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final BillingPeriod NOVEMBER = BillingCycle.DEFAULT.periodAt(START);

    /** A tenant that uses as many tokens each minute, from one moment to another. */
    private static TenantUsage.Total steady(long perMinute, Instant from, Instant to) {
        long minutes = from.until(to, ChronoUnit.MINUTES);
        double recent = 0;
        for (long minute = 0; minute < minutes; minute++) {
            recent = recent * Math.pow(0.5, 60.0 / 86_400) + perMinute;
        }
        return new TenantUsage.Total(
                START,
                new RollupKey("acme", "gpt"),
                new Amounts(perMinute * minutes, minutes),
                from,
                to.minusSeconds(60),
                recent);
    }

    private static Forecast forecast(long quota, Instant now, TenantUsage.Total... totals) {
        return Forecast.of(quota, List.of(totals), NOVEMBER, now);
    }

    @Test
    void steadyUseExhaustsTheQuotaWhenItSays() {
        Instant now = START.plus(Duration.ofDays(10));

        // 10 days × 1,440 minutes × 100 tokens are used; the quota lasts for almost ten days more.
        Forecast forecast = forecast(2_870_000, now, steady(100, START, now));

        assertThat(forecast.exhaustsAt())
                .isCloseTo(START.plus(Duration.ofDays(20)), within(2, ChronoUnit.HOURS));
        assertThat(forecast.projectedPercent()).isEqualTo("150");
    }

    @Test
    void quotaThatOutlastsThePeriodIsNotExhausted() {
        Instant now = START.plus(Duration.ofDays(10));

        Forecast forecast = forecast(4_400_000, now, steady(100, START, now));

        assertThat(forecast.exhaustsAt()).isNull();
        assertThat(forecast.projectedPercent()).isEqualTo("98");
    }

    @Test
    void tenantThatBeganAnHourAgoIsNotTakenForASlowOne() {
        Instant began = START.plus(Duration.ofDays(10));
        Instant now = began.plus(Duration.ofHours(2));

        Forecast forecast = forecast(1_440_000, now, steady(100, began, now));

        assertThat(forecast.exhaustsAt())
                .isCloseTo(began.plus(Duration.ofDays(10)), within(3, ChronoUnit.HOURS));
    }

    @Test
    void useThatStoppedDaysAgoHardlyCounts() {
        Instant stopped = START.plus(Duration.ofDays(10));
        Instant now = stopped.plus(Duration.ofDays(7));

        Forecast forecast = forecast(2_000_000, now, steady(100, START, stopped));

        assertThat(forecast.exhaustsAt()).isNull();
        assertThat(forecast.projectedPercent()).isEqualTo("72");
    }

    @Test
    void quotaThatIsUsedUpIsExhaustedNow() {
        Instant now = START.plus(Duration.ofDays(10));

        assertThat(forecast(1_440_000, now, steady(100, START, now)).exhaustsAt()).isEqualTo(now);
    }

    @Test
    void nothingUsedProjectsNothing() {
        Forecast forecast = forecast(1, START.plusSeconds(60));

        assertThat(forecast.exhaustsAt()).isNull();
        assertThat(forecast.projectedPercent()).isEqualTo("0");
    }
}
