package io.flagmeter.api.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Golden;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.RollupKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReportTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

    static TenantUsage.Total total(String start, String feature, long tokens, String minute) {
        return new TenantUsage.Total(
                Instant.parse(start),
                new RollupKey("acme", feature),
                new Amounts(tokens, 1),
                Instant.parse(start),
                Instant.parse(minute),
                0);
    }

    private static UsageReport report(@Nullable Long quota, TenantUsage.Total... totals) {
        var usage = new TenantUsage("acme", quota, BillingCycle.DEFAULT, List.of(totals));
        return UsageReport.of(usage, NOW, 0.25);
    }

    private static UsageReport used(long quota, long tokens) {
        return report(quota, total("2026-11-01T00:00:00Z", "f", tokens, "2026-11-20T11:59:00Z"));
    }

    private static UsageReport.Quota quota(UsageReport report) {
        return Objects.requireNonNull(report.quota());
    }

    @Test
    void reportIsTheGoldenFile() {
        Instant now = Instant.parse("2026-11-25T14:32:10Z");
        var usage =
                new TenantUsage(
                        "acme-corp",
                        1_000_000L,
                        BillingCycle.of(15, "Europe/Berlin"),
                        List.of(
                                new TenantUsage.Total(
                                        Instant.parse("2026-11-14T23:00:00Z"),
                                        new RollupKey("acme-corp", "gpt-4-turbo"),
                                        new Amounts(800_000, 1),
                                        Instant.parse("2026-11-15T14:32:00Z"),
                                        Instant.parse("2026-11-25T14:32:00Z"),
                                        20_000),
                                total(
                                        "2026-11-14T23:00:00Z",
                                        "embeddings",
                                        20_000,
                                        "2026-11-25T14:31:00Z")));

        assertThat(UsageReport.of(usage, now, 0.25).toJson())
                .asString(UTF_8)
                .isEqualTo(Golden.file("usage.json"));
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

        assertThat(quota(report).percent()).isEqualTo(percent);
        assertThat(quota(report).remaining()).isEqualTo(remaining);
    }

    @Test
    void withoutQuotaThereIsNoPercentAndNoRemainder() {
        UsageReport report =
                report(null, total("2026-11-01T00:00:00Z", "f", 5, "2026-11-20T11:59:00Z"));

        assertThat(report.totalTokens()).isEqualTo(5);
        assertThat(new String(report.toJson(), UTF_8))
                .contains(
                        "\"quotaPercent\":null,\"monthlyQuota\":null,\"remainingTokens\":null",
                        "\"projectedPercent\":null,\"exhaustsAt\":null");
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
        assertThat(report.period().start()).isEqualTo(NOVEMBER);
    }

    @Test
    void lastPeriodTellsTheMinuteButNotTheTotal() {
        UsageReport report =
                report(100L, total("2026-10-01T00:00:00Z", "f", 5, "2026-10-31T23:59:00Z"));

        assertThat(report.totalTokens()).isZero();
        assertThat(report.features()).isEmpty();
        assertThat(quota(report).percent()).isEqualTo("0");
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

    @Test
    void sumOfFeaturesStandsStillWhereALongEnds() {
        UsageReport report =
                report(
                        1L,
                        total("2026-11-01T00:00:00Z", "f", Long.MAX_VALUE, "2026-11-20T11:59:00Z"),
                        total("2026-11-01T00:00:00Z", "g", Long.MAX_VALUE, "2026-11-20T11:59:00Z"));

        assertThat(report.totalTokens()).isEqualTo(Long.MAX_VALUE);
        assertThat(quota(report).percent()).isEqualTo("922337203685477580700");
        assertThat(quota(report).remaining()).isZero();
        assertThat(quota(report).forecast().exhaustsAt()).isEqualTo(NOW);
        assertThat(quota(report).forecast().projectedPercent()).isPositive();
    }
}
