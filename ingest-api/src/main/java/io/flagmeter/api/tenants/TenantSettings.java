package io.flagmeter.api.tenants;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.server.body.JsonFields;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decides about a tenant.
 *
 * @param monthlyQuota tokens a billing period, 1 to 10^15; null = unlimited
 * @param thresholds in percent of the quota, 1 to 1000, ascending, at most 20
 * @param timeZone as it is stored: another hand may have written a name that Java does not know
 */
record TenantSettings(
        @Nullable Long monthlyQuota, List<Short> thresholds, int billingDay, String timeZone) {

    static final TenantSettings DEFAULT =
            new TenantSettings(
                    null,
                    List.of((short) 80),
                    BillingCycle.DEFAULT.billingDay(),
                    BillingCycle.DEFAULT.zone().getId());

    static final long MAX_QUOTA = 1_000_000_000_000_000L;
    static final int MAX_THRESHOLDS = 20;
    static final int MAX_THRESHOLD = 1_000;

    TenantSettings {
        thresholds = List.copyOf(thresholds);
    }

    /** What the tenant is billed by; a zone that Java does not know counts as UTC. */
    BillingCycle cycle() {
        return BillingCycle.stored(billingDay, timeZone);
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
        return new TenantSettings(
                quota,
                fields.has("thresholds") ? thresholds(fields) : thresholds,
                fields.has("billingDay") ? billingDay(fields) : billingDay,
                fields.has("timeZone") ? timeZone(fields) : timeZone);
    }

    private static List<Short> thresholds(JsonFields fields) {
        Optional<List<Long>> percents =
                fields.integers("thresholds", MAX_THRESHOLDS, 1, MAX_THRESHOLD);
        return percents.map(
                        list -> list.stream().sorted().distinct().map(Long::shortValue).toList())
                .orElse(DEFAULT.thresholds);
    }

    private static int billingDay(JsonFields fields) {
        return fields.integer("billingDay", 1, 31).map(Long::intValue).orElse(DEFAULT.billingDay);
    }

    private static String timeZone(JsonFields fields) {
        try {
            return fields.text("timeZone")
                    .map(name -> BillingCycle.of(1, name).zone().getId())
                    .orElse(DEFAULT.timeZone);
        } catch (IllegalArgumentException e) {
            throw JsonFields.invalid("timeZone", Zones.RULE);
        }
    }
}
