package io.flagmeter.api.tenants;

import static java.util.Objects.requireNonNull;

import io.flagmeter.server.precondition.EntityTag;
import io.flagmeter.server.precondition.Tagged;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A tenant in an answer. */
@Schema(name = "Tenant")
record TenantView(
        @Schema(ref = "Name") String name,
        @Schema(ref = "Quota") @Nullable Long monthlyQuota,
        @Schema(ref = "Thresholds") List<Short> thresholds,
        @Schema(ref = "BillingDay") int billingDay,
        @Schema(ref = "TimeZone") String timeZone,
        @Schema(
                        description =
                                "Raised by every change; under a new version each threshold may fire again")
                long quotaVersion,
        Instant createdAt)
        implements Tagged {

    static TenantView of(Tenant tenant) {
        TenantSettings settings = tenant.settings();
        return new TenantView(
                tenant.name,
                settings.monthlyQuota(),
                settings.thresholds(),
                settings.billingDay(),
                settings.timeZone(),
                tenant.quotaVersion,
                requireNonNull(tenant.createdAt));
    }

    @Override
    public EntityTag tag() {
        return EntityTag.of(
                name, monthlyQuota, thresholds, billingDay, timeZone, quotaVersion, createdAt);
    }
}
