package io.flagmeter.api.usage;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.model.quota.QuotaRule;
import io.flagmeter.model.rollup.Amounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a quota check.
 *
 * @param minute the latest minute counted, in this period or before; null if none ever was
 * @param quota null without a quota
 * @param features totals by feature in this period
 * @param lagSeconds age of the oldest event of any tenant not yet counted; null if unknown
 */
record UsageReport(
        String tenant,
        @Nullable Instant minute,
        long totalTokens,
        @Nullable Quota quota,
        BillingPeriod period,
        SortedMap<String, Amounts> features,
        @Nullable Double lagSeconds) {

    /**
     * How a quota is doing.
     *
     * @param percent rounded down, may pass 100
     * @param remaining never below 0
     */
    record Quota(long tokens, BigInteger percent, long remaining, Forecast forecast) {}

    static UsageReport of(TenantUsage usage, Instant now, @Nullable Double lagSeconds) {
        var period = usage.cycle().periodAt(now);
        List<TenantUsage.Total> totals = usage.in(period);
        long total = TenantUsage.sum(totals).tokens();
        Long quota = usage.monthlyQuota();
        return new UsageReport(
                usage.tenant(),
                usage.latestMinute(),
                total,
                quota == null
                        ? null
                        : new Quota(
                                quota,
                                QuotaRule.percent(total, quota),
                                Math.max(0, quota - total),
                                Forecast.of(quota, totals, period, now)),
                period,
                TenantUsage.byFeature(totals),
                lagSeconds);
    }

    byte[] toJson() {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("tenant", tenant);
        time(json, "minute", minute);
        writeTotal(json);
        json.writeObjectFieldStart("features");
        for (var feature : features.entrySet()) {
            json.writeNumberField(feature.getKey(), feature.getValue().tokens());
        }
        json.writeEndObject();
        number(json, "lagSeconds", lagSeconds);
        json.writeEndObject();
    }

    /** Without what is told of single tenants only. */
    void writeShort(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("tenant", tenant);
        writeTotal(json);
        json.writeEndObject();
    }

    private void writeTotal(JsonGenerator json) throws IOException {
        json.writeNumberField("totalTokens", totalTokens);
        number(json, "quotaPercent", quota == null ? null : quota.percent);
        number(json, "monthlyQuota", quota == null ? null : quota.tokens);
        number(json, "remainingTokens", quota == null ? null : quota.remaining);
        number(json, "projectedPercent", quota == null ? null : quota.forecast.projectedPercent());
        time(json, "exhaustsAt", quota == null ? null : quota.forecast.exhaustsAt());
        time(json, "periodStart", period.start());
        time(json, "periodEnd", period.end());
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time)
            throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }

    private static void number(JsonGenerator json, String name, @Nullable Number number)
            throws IOException {
        json.writeFieldName(name);
        switch (number) {
            case null -> json.writeNull();
            case BigInteger big -> json.writeNumber(big);
            case Double fraction -> json.writeNumber(fraction);
            default -> json.writeNumber(number.longValue());
        }
    }
}
