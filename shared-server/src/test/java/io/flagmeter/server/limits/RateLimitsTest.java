package io.flagmeter.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.access.Scope;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.Allowance;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.RateLimit;
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

    private static final RateLimit REQUESTS = new RateLimit("requests", false, 600, 60_000, 600);
    private static final RateLimit TOKENS = new RateLimit("tokens", true, 9, 60_000, 9);

    private static final Allowance OF_KEY = new Allowance("key", REQUESTS, null);
    private static final Allowance OF_TENANT = new Allowance("tenant", REQUESTS, TOKENS);
    private static final Allowance OF_ANY = new Allowance("tenant", REQUESTS, null);
    private static final Allowance TOKENS_ONLY = new Allowance("tenant", null, TOKENS);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private RateLimits limits(boolean enabled, Map<String, Allowance> all) {
        var known =
                new KnownLimits() {
                    @Override
                    Known all() {
                        return Known.of(all);
                    }
                };
        return new RateLimits(Switches.of(property -> String.valueOf(enabled)), known, registry);
    }

    private static Check check(Allowance allowance, String subject, long tokens) {
        return new Check(allowance, subject, subject, tokens);
    }

    @Test
    void keysAndTenantsLimitsHoldTogetherTheDefaultOnlyWithoutATenantsOwn() {
        var limits =
                limits(
                        true,
                        Map.of("key:" + KEY, OF_KEY, "tenant:acme", OF_TENANT, "default", OF_ANY));
        Check ofKey = check(OF_KEY, KEY.toString(), 7);

        assertThat(limits.of(UNBOUND, "acme", 7))
                .containsExactly(ofKey, check(OF_TENANT, "acme", 7));
        assertThat(limits.of(UNBOUND, "other", 7))
                .containsExactly(ofKey, check(OF_ANY, "other", 7));
        assertThat(limits.of(UNBOUND, null, 7)).containsExactly(ofKey);
        assertThat(limits.of(OPERATOR, null, -1)).isEmpty();
        assertThat(limits.of(OPERATOR, "acme", -1)).containsExactly(check(OF_TENANT, "acme", -1));
    }

    @Test
    void requestThatIsNoEventKeepsNoLimitOfTokens() {
        var limits = limits(true, Map.of("tenant:acme", TOKENS_ONLY));

        assertThat(limits.of(OPERATOR, "acme", -1)).isEmpty();
        assertThat(limits.of(OPERATOR, "acme", 0)).hasSize(1);
    }

    @Test
    void nothingIsLimitedWhereLimitsAreSwitchedOffOrNotThere() {
        assertThat(limits(false, Map.of("default", OF_ANY)).of(OPERATOR, "acme", 1)).isEmpty();
        assertThat(limits(false, Map.of("default", OF_ANY)).none()).isTrue();
        assertThat(limits(true, Map.of()).none()).isTrue();
    }

    @Test
    void limitOfAKeyLivesWithTheTenantThatItIsFor() {
        var limits = limits(true, Map.of("key:" + KEY, OF_KEY));

        assertThat(limits.of(BOUND, "acme", 1)).extracting(Check::home).containsExactly("acme");
        assertThat(limits.of(UNBOUND, "acme", 1))
                .extracting(Check::home)
                .containsExactly(KEY.toString());
    }

    @Test
    void answerTellsEveryLimitAndHowLongToWait() {
        var standings =
                List.of(
                        new Standing(REQUESTS, 12, 2_001, 0),
                        new Standing(TOKENS, 3, 30_000, 1_500));
        var headers = MultiMap.caseInsensitiveMultiMap();

        LimitHeaders.put(standings, headers);

        assertThat(headers.get("RateLimit-Policy"))
                .isEqualTo("\"requests\";q=600;w=60, \"tokens\";q=9;w=60");
        assertThat(headers.get("RateLimit"))
                .isEqualTo("\"requests\";r=12;t=3, \"tokens\";r=3;t=30");
        assertThat(headers.get("Retry-After")).isEqualTo("2");
        assertThat(headers.get("X-RateLimit-Limit")).isEqualTo("9");
        assertThat(headers.get("X-RateLimit-Remaining")).isEqualTo("3");
        assertThat(headers.get("X-RateLimit-Reset")).isEqualTo("30");

        var problem = limits(true, Map.of()).refusal(standings);

        assertThat(problem.type()).isEqualTo(ProblemType.RATE_LIMITED);
        assertThat(problem.limit()).isEqualTo(9);
        assertThat(registry.get("flagmeter.rate.limited").counters())
                .extracting(counter -> counter.getId().getTag("limit"))
                .containsExactly("tokens");
    }
}
