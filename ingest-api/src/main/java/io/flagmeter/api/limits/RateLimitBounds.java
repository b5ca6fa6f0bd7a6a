package io.flagmeter.api.limits;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of rate limits themselves. */
@Singleton
class RateLimitBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed("rateLimits", Limits.MOST, Unit.COUNT, "rate limits of keys and tenants"));
    }
}
