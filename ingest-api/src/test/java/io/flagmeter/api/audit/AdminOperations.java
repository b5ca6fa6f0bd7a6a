package io.flagmeter.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.api.openapi.ApiDescription;
import io.flagmeter.model.queue.QueueKeys;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How each operation of the admin API that changes something is asked for, so that it does. */
final class AdminOperations {

    private static final String ALERT = "01a1f8e0-979b-7780-b090-e325522600a1";
    private static final String KEY = "01a1f8e0-979b-7780-b090-e325522600b1";
    private static final String WEBHOOK = "01a1f8e0-979b-7780-b090-e325522600c1";

    /** An event that is no JSON, in a letter, and the SHA-1 of that. */
    private static final String LETTER = "{\"reason\":\"odd\",\"payload\":\"p\"}";

    private static final String LETTER_ID = "7a3fb08b47f59a5d0bbb982785e30f37363edd39";

    /** The path and body; the path's parameters are those of {@link #prepare}. */
    private static final Map<String, Request> REQUESTS =
            Map.ofEntries(
                    Map.entry("post /keys", json("{\"name\":\"k\",\"scopes\":[\"read\"]}")),
                    Map.entry("post /keys/{id}/rotate", json("{}")),
                    Map.entry("delete /keys/{id}", json("")),
                    Map.entry("post /tenants", json("{\"name\":\"new\",\"monthlyQuota\":1000}")),
                    Map.entry("patch /tenants/{name}", json("{\"monthlyQuota\":2000}")),
                    Map.entry(
                            "post /webhooks",
                            json("{\"kind\":\"webhook\",\"url\":\"https://example.com/new-one\"}")),
                    Map.entry("patch /webhooks/{id}", json("{\"enabled\":false}")),
                    Map.entry("delete /webhooks/{id}", json("")),
                    Map.entry("post /webhooks/{id}/secrets", json("{}")),
                    Map.entry("delete /webhooks/{id}/secrets", json("")),
                    Map.entry("post /webhooks/{id}/test", json("")),
                    Map.entry("post /alerts/{id}/replay", json("")),
                    Map.entry(
                            "post /reconciliation/losses",
                            json("{\"events\":5,\"reason\":\"the disk died\"}")),
                    Map.entry(
                            "put /rate-limits/{subject}",
                            json("{\"requestsPerMinute\":10000000000}")),
                    Map.entry("delete /rate-limits/{subject}", json("")),
                    Map.entry("put /switches/{name}", json("{\"enabled\":true}")),
                    Map.entry("delete /switches/{name}", json("")),
                    Map.entry(
                            "post /corrections",
                            json(
                                    """
                                    {"type":"void","tenant":"acme","event":"e","reason":"a test"}
                                    """)),
                    Map.entry("post /dead-letters/replay", json("")),
                    Map.entry("delete /dead-letters", new Request("?all=true", "")),
                    Map.entry("delete /dead-letters/{id}", json("")));

    private AdminOperations() {}

    private record Request(String query, String body) {}

    private static Request json(String body) {
        return new Request("", body);
    }

    /** As the API's description has them: one that is new fails here until it is asked for. */
    static Set<String> all() {
        var names = new TreeSet<String>();
        new TreeMap<>(new ApiDescription().operations())
                .forEach(
                        (name, operation) -> {
                            if (!name.startsWith("get ")
                                    && operation.get("security") instanceof List<?> wanted
                                    && wanted.contains(Map.of("adminKey", List.of()))) {
                                names.add(name);
                            }
                        });
        assertThat(REQUESTS.keySet()).containsAll(names);
        return names;
    }

    /** An empty system, but for one thing of each kind. */
    static void prepare(TestMeter meter) throws Exception {
        meter.empty();
        meter.sql("INSERT INTO tenants (name, monthly_quota) VALUES ('acme', 1000)");
        meter.sql(
                """
                INSERT INTO webhooks (id, tenant, url, secrets)
                VALUES ('%s', 'acme', 'https://example.com/whole-url-of-it',
                        '{whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0, whsec_b2xkLXNlY3JldC1vbGQtc2VjcmV0LW9sZA==}')
                """
                        .formatted(WEBHOOK));
        meter.sql(
                """
                INSERT INTO api_keys (id, hash, shown, name, scopes)
                VALUES ('%s', decode(repeat('ab', 32), 'hex'), 'fm_abcdef', 'one', '{read}')
                """
                        .formatted(KEY));
        meter.sql(
                """
                INSERT INTO rate_limits (subject, tokens_per_minute, burst_seconds, algorithm)
                VALUES ('tenant:acme', 10000000000, 60, 'bucket')
                """);
        meter.sql("INSERT INTO switches (name, enabled, percent) VALUES ('rate-limits', true, 50)");
        meter.sql(
                """
                INSERT INTO alerts (tenant, threshold, id, announced_by, period_start, period_end,
                                    created_at, quota_version, quota, old_total, new_total)
                VALUES ('acme', 80, '%1$s', '%1$s', now() - interval '1 day',
                        now() + interval '20 days', now(), 1, 1000, 700, 900);
                INSERT INTO alert_deliveries (tenant, event, alert_id, endpoint_id, state, attempts)
                VALUES ('acme', 'crossed', '%1$s', '%2$s', 'dead', 30)
                """
                        .formatted(ALERT, WEBHOOK));
        meter.sql(
                """
                CREATE TABLE events_all PARTITION OF events DEFAULT;
                CREATE TABLE rollups_all PARTITION OF rollups DEFAULT;
                INSERT INTO events VALUES ('acme', 'e', '2026-11-20', 'gpt', 5, '2026-11-20 12:00Z');
                INSERT INTO rollups VALUES ('acme', 'gpt', '2026-11-20 12:00Z', 5, 1);
                INSERT INTO period_totals (tenant, period_start, period_end, feature, total_tokens,
                                           event_count, latest_minute)
                VALUES ('acme', '2026-11-01Z', '2026-12-01Z', 'gpt', 5, 1, '2026-11-20 12:00Z')
                """);
        meter.valkey("LPUSH", QueueKeys.DEFAULT.deadLetters(), LETTER);
    }

    /** Five events are gone; asked for by the one operation that writes them off. */
    private static void lose(TestMeter meter) {
        for (int i = 0; i < 5; i++) {
            Api.event("{\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":1}").statusCode(200);
        }
        Api.get("/reconciliation").statusCode(200);
        meter.valkey("LTRIM", QueueKeys.DEFAULT.events(), 5, -1);
    }

    static ValidatableResponse ask(
            String operation, TestMeter meter, RequestSpecification specification) {
        if (operation.equals("post /reconciliation/losses")) {
            lose(meter);
        }
        String[] words = operation.split(" ");
        Request request = REQUESTS.get(operation);
        String id =
                switch (words[1].split("/")[1]) {
                    case "keys" -> KEY;
                    case "tenants" -> "acme";
                    case "webhooks" -> WEBHOOK;
                    case "alerts" -> ALERT;
                    case "rate-limits" -> "tenant:acme";
                    case "switches" -> "rate-limits";
                    default -> LETTER_ID;
                };
        return specification
                .contentType("application/json")
                .body(request.body())
                .request(
                        words[0].toUpperCase(Locale.ROOT),
                        words[1].replaceAll("\\{.*}", id) + request.query())
                .then();
    }
}
