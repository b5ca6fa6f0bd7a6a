package io.flagmeter.api.tenants;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of what is decided about a tenant. */
@Singleton
class TenantBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed("quota", TenantSettings.MAX_QUOTA, Unit.TOKENS, "a tenant's quota"),
                fixed(
                        "thresholds",
                        TenantSettings.MAX_THRESHOLDS,
                        Unit.COUNT,
                        "thresholds of a tenant"),
                fixed("threshold", TenantSettings.MAX_THRESHOLD, Unit.PERCENT, "one threshold"));
    }
}
