package io.flagmeter.server.limits;

import io.flagmeter.server.access.Caller;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.Standing;
import io.flagmeter.server.switches.Switch;
import io.flagmeter.server.switches.Switches;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which limits a request must keep, and what is said of one that does not. */
@Singleton
public class RateLimits {

    /** The subject of the limit that each tenant has which has none of its own. */
    private static final String DEFAULT = "default";

    private final Switches switches;
    private final KnownLimits known;
    private final MeterRegistry registry;

    RateLimits(Switches switches, KnownLimits known, MeterRegistry registry) {
        this.switches = switches;
        this.known = known;
        this.registry = registry;
    }

    /** Of a server that has none, such as a test's. */
    public static RateLimits unlimited(MeterRegistry registry) {
        return new RateLimits(Switches.of(property -> null), new KnownLimits(), registry);
    }

    /** Whether no request has any: then nothing else needs to be asked. */
    public boolean none() {
        return known.all().isEmpty() || switches.isOff(Switch.RATE_LIMITS);
    }

    /**
     * What a request must keep; the key's first.
     *
     * @param tenant whose events or usage it is about; null: nobody's
     * @param tokens that its events used; less than 0 if it has none
     */
    public List<Check> of(Caller caller, @Nullable String tenant, long tokens) {
        Map<String, RateLimit> all = known.all();
        if (all.isEmpty() || switches.isOff(Switch.RATE_LIMITS)) {
            return List.of();
        }
        var checks = new ArrayList<Check>(4);
        UUID key = caller.key();
        RateLimit ofKey = key == null ? null : all.get("key:" + key);
        if (key != null && ofKey != null) {
            // A key of one tenant is only ever seen where the tenant's events go.
            String home = caller.tenant() == null ? key.toString() : caller.tenant();
            if (switches.isOn(Switch.RATE_LIMITS, home)) {
                ofKey.addTo(checks, "key", key.toString(), home, tokens);
            }
        }
        RateLimit ofTenant = null;
        if (tenant != null) {
            ofTenant = all.get("tenant:" + tenant);
            ofTenant = ofTenant == null ? all.get(DEFAULT) : ofTenant;
        }
        if (tenant != null && ofTenant != null && switches.isOn(Switch.RATE_LIMITS, tenant)) {
            ofTenant.addTo(checks, "tenant", tenant, tenant, tokens);
        }
        return checks;
    }

    /** What the sender of a request is told that passed a limit, which is counted. */
    public Problem refusal(List<Standing> standings) {
        standings.stream().filter(Standing::isPassed).forEach(this::count);
        Check passed =
                standings.stream()
                        .max(Comparator.comparingLong(Standing::waitMillis))
                        .orElseThrow()
                        .check();
        return Problem.limit(
                ProblemType.RATE_LIMITED,
                "%s: at most %d in %d s, and %d at once; nothing was taken"
                        .formatted(
                                passed.name(),
                                passed.quota(),
                                passed.periodMillis() / 1_000,
                                passed.capacity()),
                passed.quota());
    }

    private void count(Standing standing) {
        Counter.builder("flagmeter.rate.limited")
                .description("Requests that a rate limit refused")
                .tag("limit", standing.check().name())
                .register(registry)
                .increment();
    }
}
