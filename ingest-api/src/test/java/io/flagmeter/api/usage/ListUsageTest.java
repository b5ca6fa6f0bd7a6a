package io.flagmeter.api.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ListUsageTest {

    private static final BillingPeriod NOW = BillingCycle.DEFAULT.periodAt(Instant.now());

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    /** Counted within the last hour. */
    private void tenant(String name, String quota, long... tokens) throws Exception {
        meter.sql(
                "INSERT INTO tenants (name, monthly_quota) VALUES ('%s', %s)"
                        .formatted(name, quota));
        for (int i = 0; i < tokens.length; i++) {
            total(name, "f" + i, NOW, tokens[i]);
        }
    }

    private void total(String name, String feature, BillingPeriod period, long tokens)
            throws Exception {
        meter.sql(
                """
                INSERT INTO period_totals
                       (tenant, period_start, feature, period_end, total_tokens, event_count,
                        first_minute, latest_minute, recent_tokens)
                VALUES ('%s', '%s', '%s', '%s', %d, 1, now() - interval '1 hour', now(), %d)
                """
                        .formatted(name, period.start(), feature, period.end(), tokens, tokens));
    }

    private static List<String> names(String sort) {
        return Api.get("/usage?sort=" + sort).statusCode(200).extract().path("items.tenant");
    }

    @Test
    void tenantsAreSorted() throws Exception {
        tenant("idle", "1000");
        tenant("free", "null", 500, 400);
        tenant("large", "1000000000000", 700);
        tenant("spent-a", "10", 10);
        tenant("spent-b", "10", 300);
        tenant("soon", "601", 600, 0);

        assertThat(names("tokens"))
                .containsExactly("free", "large", "soon", "spent-b", "spent-a", "idle");
        assertThat(names("percent"))
                .containsExactly("spent-b", "spent-a", "soon", "idle", "large", "free");
        assertThat(names("run-out").subList(0, 3)).containsExactly("spent-a", "spent-b", "soon");
        Api.get("/usage")
                .body("items[2].tenant", equalTo("soon"))
                .body("items[2].totalTokens", equalTo(600))
                .body("items[2].quotaPercent", equalTo(99))
                .body("items[2].remainingTokens", equalTo(1))
                .body("items[2].periodStart", equalTo(NOW.start().toString()))
                .body("items[2].periodEnd", equalTo(NOW.end().toString()))
                .body("items[0].quotaPercent", nullValue())
                .body("next", nullValue());
    }

    @Test
    void periodIsThatOfEachTenant() throws Exception {
        BillingPeriod before = BillingCycle.DEFAULT.periodAt(NOW.start().minusSeconds(1));
        tenant("acme", "1000", 5);
        total("acme", "f0", before, 700);
        total("acme", "f0", BillingCycle.DEFAULT.periodAt(before.start().minusSeconds(1)), 70);
        total("acme", "f0", BillingCycle.DEFAULT.periodAt(NOW.end()), 7_000);
        BillingPeriod auckland = BillingCycle.of(15, "Pacific/Auckland").periodAt(Instant.now());
        meter.sql(
                "INSERT INTO tenants (name, billing_day, time_zone) VALUES ('kiwi', 15, 'Pacific/Auckland')");
        total("kiwi", "f0", auckland, 9);

        Api.get("/usage")
                .body("items.tenant", equalTo(List.of("kiwi", "acme")))
                .body("items.totalTokens", equalTo(List.of(9, 5)))
                .body("items[0].periodStart", equalTo(auckland.start().toString()));
    }

    /** What the list says of a tenant and what its quota check says come from different queries. */
    @Test
    void itemsAreThoseOfQuotaChecks() throws Exception {
        tenant("acme", "600", 500, 77, 3);
        meter.sql(
                """
                UPDATE period_totals
                   SET latest_minute = now() - interval '9 hours',
                       first_minute = now() - interval '9 hours'
                 WHERE feature = 'f1'
                """);

        Map<String, Object> item = Api.get("/usage").extract().path("items[0]");
        Map<String, Object> check = Api.get("/usage/acme").extract().path("");

        Instant exhausts = Instant.parse((String) item.remove("exhaustsAt"));
        assertThat(
                        Duration.between(exhausts, Instant.parse((String) check.get("exhaustsAt")))
                                .abs())
                .isLessThan(Duration.ofMinutes(10));
        assertThat(check).containsAllEntriesOf(item);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "percent", "run-out"})
    void pagesHoldEveryTenantOnceInOrder(String sort) throws Exception {
        meter.sql(
                """
                INSERT INTO tenants (name, monthly_quota)
                SELECT 't' || n || '/x', CASE WHEN n %% 3 > 0 THEN 1000 END
                  FROM generate_series(1, 4500) n;
                INSERT INTO period_totals
                       (tenant, period_start, feature, period_end, total_tokens, event_count,
                        first_minute, latest_minute, recent_tokens)
                SELECT 't' || n || '/x', '%1$s', f, '%2$s', n %% 700, 1, '%1$s', now(), n %% 700
                  FROM generate_series(1, 4500) n, unnest('{a,b}'::text[]) f
                """
                        .formatted(NOW.start(), NOW.end()));

        var items = new ArrayList<Map<String, Object>>();
        String next = null;
        do {
            JsonPath page =
                    Api.operator()
                            .queryParams(Map.of("sort", sort, "limit", 997))
                            .queryParams(next == null ? Map.of() : Map.of("after", next))
                            .get("/usage")
                            .then()
                            .statusCode(200)
                            .extract()
                            .jsonPath();
            items.addAll(page.getList("items"));
            next = page.getString("next");
        } while (next != null);

        assertThat(items)
                .extracting(item -> item.get("tenant"))
                .hasSize(4_500)
                .doesNotHaveDuplicates();
        assertThat(items).isSortedAccordingTo(order(sort));
    }

    private static Comparator<Map<String, Object>> order(String sort) {
        Comparator<Map<String, Object>> byName =
                Comparator.comparing(item -> (String) item.get("tenant"));
        return switch (sort) {
            case "tokens" ->
                    Comparator.<Map<String, Object>>comparingInt(
                                    item -> -(Integer) item.get("totalTokens"))
                            .thenComparing(byName);
            case "percent" ->
                    Comparator.<Map<String, Object>>comparingInt(
                                    item ->
                                            item.get("quotaPercent") == null
                                                    ? 1
                                                    : -(Integer) item.get("quotaPercent"))
                            .thenComparing(byName);
            default ->
                    Comparator.<Map<String, Object>, String>comparing(
                                    item ->
                                            item.get("exhaustsAt") == null
                                                    ? "never"
                                                    : (String) item.get("exhaustsAt"))
                            .thenComparing(byName);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "sort, name",
        "limit, 0",
        "limit, 1001",
        "after, acme",
        "after, '%%%'",
        // PERCENT, TOKENS in the year 1970, in the year 292277026596, of no tenant
        "after, UEVSQ0VOVCAxIDEgYQ",
        "after, VE9LRU5TIDEgMSBh",
        "after, VE9LRU5TIDkyMjMzNzIwMzY4NTQ3NzU4MDcgMSBh",
        "after, VE9LRU5TIDEgMSA",
    })
    void parameterThatBreaksARuleIsNamed(String name, String value) {
        Api.isProblem(
                        Api.operator().queryParam(name, value).get("/usage").then(),
                        400,
                        "invalid-parameter")
                .body("field", equalTo(name));
    }

    @Test
    void otherMethodsAreRefused() {
        Api.isProblem(Api.post("/usage", "application/json", "{}"), 405, "method-not-allowed")
                .header("Allow", equalTo("GET, HEAD"));
        Api.operator().head("/usage").then().statusCode(200).body(equalTo(""));
        Api.isProblem(Api.get("/usage/"), 404, "not-found");
    }

    private static ValidatableResponse query(String body) {
        return Api.post("/usage/query", "application/json", body);
    }

    private static String body(Iterable<String> names) {
        return "{\"tenants\":[\"" + String.join("\",\"", names) + "\"]}";
    }

    @Test
    void manyQuotaChecksAreAnsweredAtOnce() throws Exception {
        tenant("b/c", "1000", 600, 1);
        tenant("a", "null", 2);

        Map<String, Object> check = Api.get("/usage/b/c").extract().path("");
        check.remove("exhaustsAt");
        Map<String, Object> item =
                query(body(List.of("b/c", "nobody", "a", "b/c")))
                        .statusCode(200)
                        .contentType("application/json")
                        .body("items.tenant", equalTo(List.of("b/c", "a")))
                        .body("unknown", equalTo(List.of("nobody")))
                        .extract()
                        .path("items[0]");
        assertThat(item).containsAllEntriesOf(check).containsKey("exhaustsAt");
    }

    @Test
    void aThousandWithTheLongestNamesAreTaken() throws Exception {
        List<String> names =
                IntStream.range(0, 1_000).mapToObj(i -> "x".repeat(124) + (1_000 + i)).toList();
        for (String name : names) {
            meter.sql("INSERT INTO tenants (name) VALUES ('%s')".formatted(name));
        }

        query(body(names))
                .statusCode(200)
                .body("items", hasSize(1_000))
                .body("unknown", hasSize(0));
        Api.isProblem(
                        query(body(IntStream.range(0, 1_001).mapToObj(i -> "t" + i).toList())),
                        400,
                        "invalid-field")
                .body("detail", containsString("1000"));
    }

    @Test
    void answerIsBounded() throws Exception {
        meter.sql("INSERT INTO tenants (name) SELECT 't' || n FROM generate_series(0, 29) n");
        meter.sql(
                """
                INSERT INTO period_totals
                       (tenant, period_start, feature, period_end, total_tokens, event_count, latest_minute)
                SELECT 't' || t, '%s', repeat('f', 100) || n, '%s', n, 1, now()
                  FROM generate_series(0, 29) t, generate_series(1, 990) n
                """
                        .formatted(NOW.start(), NOW.end()));

        query(body(IntStream.range(0, 15).mapToObj(i -> "t" + i).toList()))
                .statusCode(200)
                .body("items[14].features.size()", equalTo(990));
        Api.isProblem(
                        query(body(IntStream.range(0, 30).mapToObj(i -> "t" + i).toList())),
                        422,
                        "query-too-wide")
                .body("limit", equalTo(QueryUsage.MOST_BYTES));
        Api.get("/usage/t0").statusCode(200);
    }

    @Test
    void whatIsNoQueryIsRefused() {
        Api.isProblem(query(""), 400, "empty-body");
        Api.isProblem(query("[]"), 400, "malformed-json");
        for (String body :
                List.of(
                        "{}",
                        "{\"tenants\":[]}",
                        "{\"tenants\":[1]}",
                        "{\"tenants\":[\"no name\"]}")) {
            Api.isProblem(query(body), 400, "invalid-field").body("field", equalTo("tenants"));
        }
        Api.isProblem(query("{\"names\":[]}"), 400, "invalid-field")
                .body("field", equalTo("names"));
        Api.isProblem(query(" ".repeat(300_000)), 413, "body-too-large")
                .body("limit", equalTo(262_144));
        Api.isProblem(query(" ".repeat(2_000_000)), 413, "body-too-large");
        Api.isProblem(Api.post("/usage/query", "text/plain", "{}"), 415, "unsupported-media-type");
    }

    @Test
    void tenantMayBeCalledQuery() throws Exception {
        tenant("query", "null", 5);

        Api.get("/usage/query").statusCode(200).body("totalTokens", equalTo(5));
        Api.isProblem(Api.operator().delete("/usage/query").then(), 405, "method-not-allowed")
                .header("Allow", equalTo("GET, HEAD, POST"));
    }
}
