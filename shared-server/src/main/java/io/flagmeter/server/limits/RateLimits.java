package io.flagmeter.server.limits;

import io.flagmeter.server.access.Caller;
import io.flagmeter.server.limits.KnownLimits.Known;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.Allowance;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.RateLimit;
import io.flagmeter.server.queue.Standing;
import io.flagmeter.server.switches.Switch;
import io.flagmeter.server.switches.Switches;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which limits a request must keep, and what is said of one that does not. */
@Singleton
public class RateLimits {

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
        Known all = known.all();
        if (all.isEmpty() || switches.isOff(Switch.RATE_LIMITS)) {
            return List.of();
        }
        UUID key = caller.key();
        Check ofKey = key == null ? null : ofKey(key, caller, tokens, all);
        Check ofTenant = tenant == null ? null : ofTenant(tenant, tokens, all);
        if (ofKey != null && ofTenant != null) {
            return List.of(ofKey, ofTenant);
        }
        Check only = ofKey == null ? ofTenant : ofKey;
        return only == null ? List.of() : List.of(only);
    }

    private @Nullable Check ofKey(UUID key, Caller caller, long tokens, Known all) {
        Allowance allowance = all.ofKeys().get(key);
        if (allowance == null) {
            return null;
        }
        // A key of one tenant is only ever seen where the tenant's events go.
        String home = caller.tenant() == null ? key.toString() : caller.tenant();
        return asked(home, new Check(allowance, key.toString(), home, tokens));
    }

    private @Nullable Check ofTenant(String tenant, long tokens, Known all) {
        Allowance own = all.ofTenants().get(tenant);
        Allowance allowance = own == null ? all.ofAny() : own;
        return allowance == null
                ? null
                : asked(tenant, new Check(allowance, tenant, tenant, tokens));
    }

    private @Nullable Check asked(String home, Check check) {
        return check.isAsked() && switches.isOn(Switch.RATE_LIMITS, home) ? check : null;
    }

    /** What the sender of a request is told that passed a limit, which is counted. */
    public Problem refusal(List<Standing> standings) {
        standings.stream().filter(Standing::isPassed).forEach(this::count);
        RateLimit passed =
                standings.stream()
                        .max(Comparator.comparingLong(Standing::waitMillis))
                        .orElseThrow()
                        .limit();
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
                .tag("limit", standing.limit().name())
                .register(registry)
                .increment();
    }
}
