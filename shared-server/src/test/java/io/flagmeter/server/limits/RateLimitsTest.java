package io.flagmeter.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.access.Scope;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.Standing;
import io.flagmeter.server.switches.Switches;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final UUID KEY = UUID.fromString("0199f1d2-6f0a-7c3e-9b1a-3f2f6a7c8d90");
    private static final Caller UNBOUND = new Caller("k", Set.of(Scope.INGEST), null, KEY);
    private static final Caller BOUND = new Caller("k", Set.of(Scope.INGEST), "acme", KEY);
    private static final Caller OPERATOR = new Caller("o", Set.of(Scope.INGEST), null);

    private static final RateLimit REQUESTS = new RateLimit(600L, null, 60, false);
    private static final RateLimit BOTH = new RateLimit(60L, 1_000L, 1, false);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private RateLimits limits(boolean enabled, Map<String, RateLimit> all) {
        var known =
                new KnownLimits() {
                    @Override
                    Map<String, RateLimit> all() {
                        return all;
                    }
                };
        return new RateLimits(Switches.of(property -> String.valueOf(enabled)), known, registry);
    }

    private static List<String> names(List<Check> checks) {
        return checks.stream().map(check -> check.name() + " " + check.subject()).toList();
    }

    @Test
    void keysAndTenantsLimitsHoldTogetherTheDefaultOnlyWithoutATenantsOwn() {
        var limits =
                limits(
                        true,
                        Map.of("key:" + KEY, REQUESTS, "tenant:acme", BOTH, "default", REQUESTS));

        assertThat(names(limits.of(UNBOUND, "acme", 7)))
                .containsExactly(
                        "key-requests " + KEY, "tenant-requests acme", "tenant-tokens acme");
        assertThat(names(limits.of(UNBOUND, "other", 7)))
                .containsExactly("key-requests " + KEY, "tenant-requests other");
        assertThat(names(limits.of(OPERATOR, null, -1))).isEmpty();
        assertThat(names(limits.of(OPERATOR, "acme", -1))).containsExactly("tenant-requests acme");
    }

    @Test
    void nothingIsLimitedWhereLimitsAreSwitchedOffOrNotThere() {
        assertThat(limits(false, Map.of("default", BOTH)).of(OPERATOR, "acme", 1)).isEmpty();
        assertThat(limits(false, Map.of("default", BOTH)).none()).isTrue();
        assertThat(limits(true, Map.of()).none()).isTrue();
    }

    @Test
    void limitOfAKeyLivesWithTheTenantThatItIsFor() {
        var limits = limits(true, Map.of("key:" + KEY, REQUESTS));

        assertThat(limits.of(BOUND, "acme", 1)).extracting(Check::home).containsExactly("acme");
        assertThat(limits.of(UNBOUND, "acme", 1))
                .extracting(Check::home)
                .containsExactly(KEY.toString());
    }

    @Test
    void eventThatIsLargerThanTheBucketTakesAllOfIt() {
        Check tokens =
                limits(true, Map.of("tenant:acme", BOTH)).of(OPERATOR, "acme", 5_000).getLast();

        assertThat(tokens.capacity()).isEqualTo(16);
        assertThat(tokens.cost()).isEqualTo(16);
    }

    @Test
    void answerTellsEveryLimitAndHowLongToWait() {
        Check requests = new Check("key-requests", "k", "k", false, 600, 60_000, 600, 1);
        Check tokens = new Check("tenant-tokens", "t", "t", true, 9, 60_000, 9, 1);
        var standings =
                List.of(
                        new Standing(requests, 12, 2_001, 0),
                        new Standing(tokens, 3, 30_000, 1_500));
        var headers = MultiMap.caseInsensitiveMultiMap();

        LimitHeaders.put(standings, headers);

        assertThat(headers.get("RateLimit-Policy"))
                .isEqualTo("\"key-requests\";q=600;w=60, \"tenant-tokens\";q=9;w=60");
        assertThat(headers.get("RateLimit"))
                .isEqualTo("\"key-requests\";r=12;t=3, \"tenant-tokens\";r=3;t=30");
        assertThat(headers.get("Retry-After")).isEqualTo("2");
        assertThat(headers.get("X-RateLimit-Limit")).isEqualTo("9");
        assertThat(headers.get("X-RateLimit-Remaining")).isEqualTo("3");
        assertThat(headers.get("X-RateLimit-Reset")).isEqualTo("30");

        var problem = limits(true, Map.of()).refusal(standings);

        assertThat(problem.type()).isEqualTo(ProblemType.RATE_LIMITED);
        assertThat(problem.limit()).isEqualTo(9);
        assertThat(registry.get("flagmeter.rate.limited").counters())
                .extracting(counter -> counter.getId().getTag("limit"))
                .containsExactly("tenant-tokens");
    }
}
