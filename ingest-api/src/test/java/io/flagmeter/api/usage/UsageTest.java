package io.flagmeter.api.usage;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.server.queue.QueueSampler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UsageTest {

    @Inject TestMeter meter;
    @Inject QueueSampler queue;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    @Test
    void countedTokensAreReported() throws Exception {
        Instant start = BillingCycle.DEFAULT.periodAt(Instant.now()).start();
        Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        meter.sql("INSERT INTO tenants (name, monthly_quota) VALUES ('acme-corp', 1000)");
        await().until(() -> Objects.equals(queue.state().lagSeconds(), 0.0));
        insertTotal("acme-corp", start, "gpt", 799, minute);
        insertTotal("acme-corp", start, "tts", 100, minute.minusSeconds(60));
        insertTotal("other", start, "gpt", 5, minute);

        Api.get("/usage/acme-corp")
                .statusCode(200)
                .contentType("application/json")
                .body("tenant", equalTo("acme-corp"))
                .body("minute", equalTo(minute.toString()))
                .body("totalTokens", equalTo(899))
                .body("quotaPercent", equalTo(89))
                .body("monthlyQuota", equalTo(1000))
                .body("remainingTokens", equalTo(101))
                .body("periodStart", equalTo(start.toString()))
                .body("features.gpt", equalTo(799))
                .body("features.tts", equalTo(100))
                .body("lagSeconds", equalTo(0.0f));
    }

    @Test
    void earlierPeriodIsNotCountedButTellsTheMinute() throws Exception {
        Instant start = BillingCycle.DEFAULT.periodAt(Instant.now()).start();
        Instant before = BillingCycle.DEFAULT.periodAt(start.minusSeconds(1)).start();
        Instant longBefore = BillingCycle.DEFAULT.periodAt(before.minusSeconds(1)).start();
        meter.sql("INSERT INTO tenants (name) VALUES ('acme-corp')");
        insertTotal("acme-corp", longBefore, "gpt", 3, longBefore);
        insertTotal("acme-corp", before, "gpt", 7, before.plusSeconds(60));

        Api.get("/usage/acme-corp")
                .statusCode(200)
                .body("totalTokens", equalTo(0))
                .body("features", anEmptyMap())
                .body("minute", equalTo(before.plusSeconds(60).toString()));
    }

    @Test
    void ofManyFeaturesTheLargestAreListedAndTheOthersSummed() throws Exception {
        Instant start = BillingCycle.DEFAULT.periodAt(Instant.now()).start();
        meter.sql("INSERT INTO tenants (name) VALUES ('wide')");
        meter.sql(
                """
                INSERT INTO period_totals
                       (tenant, period_start, feature, period_end, total_tokens,
                        event_count, latest_minute)
                SELECT 'wide', '%1$s', 'f' || n, timestamptz '%1$s' + interval '30 days', n, 1, '%1$s'
                  FROM generate_series(1, 1500) n
                """
                        .formatted(start));

        Api.get("/usage/wide")
                .statusCode(200)
                .body("totalTokens", equalTo(1500 * 1501 / 2))
                .body("features.size()", equalTo(1001))
                .body("features.f501", equalTo(501))
                .body("features.f500", nullValue())
                .body("features.'(other)'", equalTo(500 * 501 / 2));
    }

    @Test
    void tenantWithoutEventsHasNoMinute() throws Exception {
        meter.sql("INSERT INTO tenants (name) VALUES ('team/a@b')");

        Api.get("/usage/team/a@b")
                .statusCode(200)
                .body("tenant", equalTo("team/a@b"))
                .body("minute", nullValue())
                .body("totalTokens", equalTo(0))
                .body("quotaPercent", nullValue())
                .body("remainingTokens", nullValue());
    }

    @Test
    void eventThatWaitsIsTheLag() throws Exception {
        meter.sql("INSERT INTO tenants (name) VALUES ('acme-corp')");
        Instant received = Instant.now().minusSeconds(100);
        var event = new UsageEvent("e", "acme-corp", "gpt", 1, received.minusSeconds(9), received);
        meter.valkey("LPUSH", QueueKeys.DEFAULT.events(), EventCodec.encode(event));

        await().untilAsserted(
                        () ->
                                Api.get("/usage/acme-corp")
                                        .body("lagSeconds", greaterThan(99f))
                                        .body("lagSeconds", lessThan(108f)));
    }

    @Test
    void manyAtOnceEachGetTheirOwn() throws Exception {
        Instant start = BillingCycle.DEFAULT.periodAt(Instant.now()).start();
        for (int i = 0; i < 50; i++) {
            meter.sql("INSERT INTO tenants (name) VALUES ('t%d')".formatted(i));
            insertTotal("t" + i, start, "gpt", i, start);
        }

        IntStream.range(0, 400)
                .parallel()
                .map(i -> i % 51)
                .forEach(
                        i -> {
                            var answer = Api.get("/usage/t" + i);
                            if (i == 50) {
                                Api.isProblem(answer, 404, "unknown-tenant");
                            } else {
                                answer.statusCode(200).body("totalTokens", equalTo(i));
                            }
                        });
    }

    @Test
    void namesAreDecodedOnce() throws Exception {
        meter.sql("INSERT INTO tenants (name) VALUES ('a//b@c:d')");

        Api.operator()
                .urlEncodingEnabled(false)
                .get("/usage/a%2F%2Fb%40c%3Ad")
                .then()
                .statusCode(200)
                .body("tenant", equalTo("a//b@c:d"));
        Api.isProblem(
                Api.operator().urlEncodingEnabled(false).get("/usage/a+b").then(),
                404,
                "unknown-tenant");
    }

    @Test
    void otherMethodsAreRefused() {
        Api.isProblem(Api.post("/usage/acme", "application/json", "{}"), 405, "method-not-allowed")
                .header("Allow", equalTo("GET, HEAD"));
        Api.operator().head("/usage/nobody").then().statusCode(404).body(equalTo(""));
    }

    @Test
    void unknownTenantIsAProblem() {
        Api.isProblem(Api.get("/usage/nobody"), 404, "unknown-tenant")
                .body("instance", equalTo("/usage/nobody"));
        Api.isProblem(Api.get("/usage/{name}", "no\0body"), 404, "unknown-tenant");
    }

    private void insertTotal(
            String tenant, Instant start, String feature, long tokens, Instant minute)
            throws Exception {
        Instant end = BillingCycle.DEFAULT.periodAt(start).end();
        meter.sql(
                "INSERT INTO period_totals VALUES ('%s', '%s', '%s', '%s', %d, 1, '%s')"
                        .formatted(tenant, start, feature, end, tokens, minute));
    }
}
