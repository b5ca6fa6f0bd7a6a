package io.flagmeter.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.billing.BillingCycle;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReportTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

    static TenantUsage.Total total(String start, String feature, long tokens, String minute) {
        return new TenantUsage.Total(Instant.parse(start), feature, tokens, Instant.parse(minute));
    }

    private static UsageReport report(@Nullable Long quota, TenantUsage.Total... totals) {
        var usage = new TenantUsage("acme", quota, BillingCycle.DEFAULT, List.of(totals));
        return UsageReport.of(usage, NOW, 0.25);
    }

    private static UsageReport used(long quota, long tokens) {
        return report(quota, total("2026-11-01T00:00:00Z", "f", tokens, "2026-11-20T11:59:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "1000000, 820000, 82, 180000",
        "1000, 799, 79, 201",
        "1000, 800, 80, 200",
        "3, 2, 66, 1",
        "100, 100, 100, 0",
        "100, 250, 250, 0",
        "1, 0, 0, 1",
        "9000000000000000000, 8999999999999999999, 99, 1",
        "1, 9000000000000000000, 900000000000000000000, 0"
    })
    void percentIsRoundedDownAndExact(long quota, long tokens, String percent, long remaining) {
        UsageReport report = used(quota, tokens);

        assertThat(String.valueOf(report.quotaPercent())).isEqualTo(percent);
        assertThat(report.remainingTokens()).isEqualTo(remaining);
    }

    @Test
    void withoutQuotaThereIsNoPercentAndNoRemainder() {
        UsageReport report =
                report(null, total("2026-11-01T00:00:00Z", "f", 5, "2026-11-20T11:59:00Z"));

        assertThat(report.totalTokens()).isEqualTo(5);
        assertThat(report.monthlyQuota()).isNull();
        assertThat(report.quotaPercent()).isNull();
        assertThat(report.remainingTokens()).isNull();
    }

    @Test
    void featuresAreSummedAndSorted() {
        UsageReport report =
                report(
                        null,
                        total("2026-11-01T00:00:00Z", "b", 5, "2026-11-20T11:58:00Z"),
                        total("2026-11-01T00:00:00Z", "a", 7, "2026-11-20T11:59:00Z"));

        assertThat(report.totalTokens()).isEqualTo(12);
        assertThat(report.features().keySet()).containsExactly("a", "b");
        assertThat(report.minute()).isEqualTo("2026-11-20T11:59:00Z");
        assertThat(report.periodStart()).isEqualTo(NOVEMBER);
    }

    @Test
    void lastPeriodTellsTheMinuteButNotTheTotal() {
        UsageReport report =
                report(100L, total("2026-10-01T00:00:00Z", "f", 5, "2026-10-31T23:59:00Z"));

        assertThat(report.totalTokens()).isZero();
        assertThat(report.features()).isEmpty();
        assertThat(report.quotaPercent()).isEqualTo(0);
        assertThat(report.minute()).isEqualTo("2026-10-31T23:59:00Z");
    }

    @Test
    void eventAheadOfTimeDoesNotHideTheCurrentPeriod() {
        UsageReport report =
                report(
                        100L,
                        total("2026-11-01T00:00:00Z", "f", 5, "2026-11-30T23:59:00Z"),
                        total("2026-12-01T00:00:00Z", "f", 9, "2026-12-01T00:01:00Z"));

        assertThat(report.totalTokens()).isEqualTo(5);
        assertThat(report.minute()).isEqualTo("2026-12-01T00:01:00Z");
    }
}
