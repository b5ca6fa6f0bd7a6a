package io.flagmeter.api.usage;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of quota checks of many tenants at once. */
@Singleton
class UsageBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed(
                        "queryTenants",
                        QueryUsage.MOST_TENANTS,
                        Unit.COUNT,
                        "tenants of a query of usage"),
                fixed(
                        "queryBody",
                        QueryUsage.MOST_ASKED_BYTES,
                        Unit.BYTES,
                        "the body of a query of usage"),
                fixed(
                        "queryAnswer",
                        QueryUsage.MOST_BYTES,
                        Unit.BYTES,
                        "the answer to a query of usage"));
    }
}
