package io.flagmeter.api.tenants;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tenant in an answer. */
record TenantView(
        String name,
        @Nullable Long monthlyQuota,
        List<Short> thresholds,
        int billingDay,
        String timeZone,
        long quotaVersion,
        @Nullable Instant createdAt) {

    static TenantView of(Tenant tenant) {
        TenantSettings settings = tenant.settings();
        return new TenantView(
                tenant.name,
                settings.monthlyQuota(),
                settings.thresholds(),
                settings.billingDay(),
                settings.timeZone(),
                tenant.quotaVersion,
                tenant.createdAt);
    }
}
