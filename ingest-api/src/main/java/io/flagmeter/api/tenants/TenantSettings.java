package io.flagmeter.api.tenants;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.server.body.JsonFields;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decides about a tenant.
 *
 * @param monthlyQuota tokens a billing period, 1 to 10^15; null = unlimited
 * @param thresholds in percent of the quota, 1 to 1000, ascending, at most 20
 */
record TenantSettings(@Nullable Long monthlyQuota, List<Short> thresholds, BillingCycle cycle) {

    static final TenantSettings DEFAULT =
            new TenantSettings(null, List.of((short) 80), BillingCycle.DEFAULT);

    private static final long MAX_QUOTA = 1_000_000_000_000_000L;
    private static final int MAX_THRESHOLDS = 20;
    private static final int MAX_THRESHOLD = 1_000;

    TenantSettings {
        thresholds = List.copyOf(thresholds);
    }

    /**
     * These settings with what a <a href="https://www.rfc-editor.org/rfc/rfc7396">merge patch</a>
     * changes: a field that is missing stays, one that is null gets its default.
     */
    TenantSettings patched(JsonFields fields) {
        Long quota =
                fields.has("monthlyQuota")
                        ? fields.integer("monthlyQuota", 1, MAX_QUOTA).orElse(null)
                        : monthlyQuota;
        int day = fields.has("billingDay") ? billingDay(fields) : cycle.billingDay();
        ZoneId zone = fields.has("timeZone") ? zone(fields) : cycle.zone();
        return new TenantSettings(
                quota,
                fields.has("thresholds") ? thresholds(fields) : thresholds,
                new BillingCycle(day, zone));
    }

    private static List<Short> thresholds(JsonFields fields) {
        Optional<List<Long>> percents =
                fields.integers("thresholds", MAX_THRESHOLDS, 1, MAX_THRESHOLD);
        return percents.map(
                        list -> list.stream().sorted().distinct().map(Long::shortValue).toList())
                .orElse(DEFAULT.thresholds);
    }

    private static int billingDay(JsonFields fields) {
        return fields.integer("billingDay", 1, 31)
                .map(Long::intValue)
                .orElse(DEFAULT.cycle.billingDay());
    }

    private static ZoneId zone(JsonFields fields) {
        try {
            return fields.text("timeZone")
                    .map(name -> BillingCycle.of(1, name).zone())
                    .orElse(DEFAULT.cycle.zone());
        } catch (IllegalArgumentException e) {
            throw JsonFields.invalid("timeZone", Zones.RULE);
        }
    }
}
