package io.flagmeter.api.series;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SeriesTest {

    @Inject TestMeter meter;
    @Inject DataSource database;

    @BeforeEach
    void newMeter() throws Exception {
        meter.empty();
        meter.sql(
                """
                CREATE TABLE rollups_a PARTITION OF rollups DEFAULT;
                INSERT INTO tenants (name, time_zone) VALUES ('acme', 'Europe/Berlin'), ('x/series', 'UTC')
                """);
    }

    private void used(String tenant, String feature, String minute, long tokens) throws Exception {
        meter.sql(
                "INSERT INTO rollups VALUES ('%s', '%s', '%s', %d, 1)"
                        .formatted(tenant, feature, minute, tokens));
    }

    private static RequestSpecification range(String from, String to) {
        return Api.operator().queryParam("from", from).queryParam("to", to);
    }

    private static ValidatableResponse get(RequestSpecification request) {
        return request.get("/usage/acme/series").then();
    }

    @Test
    void rangeIsHalfOpenAndOfOneTenant() throws Exception {
        used("acme", "gpt", "2026-10-24T21:59:00Z", 1);
        used("acme", "gpt", "2026-10-24T22:00:00Z", 10);
        used("acme", "tts", "2026-10-25T22:59:00Z", 100);
        used("acme", "tts", "2026-10-25T23:00:00Z", 1_000);
        used("acme", "tts", "2026-10-26T23:00:00Z", 10_000);
        used("x/series", "gpt", "2026-10-25T00:00:00Z", 100_000);

        get(range("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z").queryParam("group_by", "feature"))
                .statusCode(200)
                .contentType("application/json")
                .body("tenant", equalTo("acme"))
                .body("window", equalTo("day"))
                .body("timeZone", equalTo("Europe/Berlin"))
                .body("totalTokens", equalTo(1_110))
                .body("totalEvents", equalTo(3))
                .body("points", hasSize(2))
                .body("points[0].start", equalTo("2026-10-24T22:00:00Z"))
                .body("points[0].end", equalTo("2026-10-25T23:00:00Z"))
                .body("points[0].tokens", equalTo(110))
                .body("points[0].events", equalTo(2))
                .body("points[0].features", equalTo(Map.of("gpt", 10, "tts", 100)))
                .body("points[1].features", equalTo(Map.of("tts", 1_000)));
    }

    @Test
    void partsAreToldOnRequest() throws Exception {
        meter.sql(
                """
                INSERT INTO rollups (tenant, feature, minute, total_tokens, event_count, input_tokens, cached_input_tokens,
                                     cache_write_tokens, output_tokens, reasoning_tokens)
                VALUES ('acme', 'gpt', '2026-01-01T12:00:00Z', 15, 1, 1, 2, 3, 4, 5),
                       ('acme', 'tts', '2026-01-01T12:00:00Z', 50, 1, 10, 10, 10, 10, 10),
                       ('acme', 'tts', '2026-01-09T12:00:00Z', 9223372036854775807, 1, 9223372036854775807, 0, 0, 0, 0)
                """);
        used("acme", "gpt", "2026-01-01T12:01:00Z", 7);
        used("acme", "gpt", "2026-01-02T12:00:00Z", 7);
        var request = range("2026-01-01T00:00:00Z", "2026-01-14T00:00:00Z");
        request.queryParam("time_zone", "UTC");

        get(request).body("totalParts", nullValue()).body("points[0].parts", nullValue());
        for (var asked :
                List.of(
                        request.queryParam("parts", "true"),
                        request.queryParam("group_by", "feature"))) {
            get(asked)
                    .statusCode(200)
                    .body("points[0].tokens", equalTo(72))
                    .body(
                            "points[0].parts",
                            equalTo(
                                    Map.of(
                                            "input",
                                            11,
                                            "cachedInput",
                                            12,
                                            "cacheWrite",
                                            13,
                                            "output",
                                            14,
                                            "reasoning",
                                            15)))
                    .body("points[1].containsKey('parts')", equalTo(true))
                    .body("points[1].parts", nullValue())
                    .body("points[2].parts.input", equalTo(Long.MAX_VALUE))
                    .body("totalParts.input", equalTo(Long.MAX_VALUE))
                    .body("totalParts.reasoning", equalTo(15));
        }
    }

    @Test
    void gapsAreFilledOnRequest() throws Exception {
        used("acme", "gpt", "2026-01-02T12:00:00Z", 7);
        var request = range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z");
        request.queryParam("time_zone", "UTC");

        get(request).body("points", hasSize(1)).body("points[0].features", nullValue());
        get(request.queryParam("fill", "zero"))
                .body("timeZone", equalTo("UTC"))
                .body("points.tokens", equalTo(List.of(0, 7, 0)));
    }

    @Test
    void tenantWithoutUsageHasNoPoints() {
        get(range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"))
                .statusCode(200)
                .body("totalTokens", equalTo(0))
                .body("points", empty());
        Api.isProblem(
                        range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")
                                .get("/usage/nobody/series")
                                .then(),
                        404,
                        "unknown-tenant")
                .body("detail", containsString("nobody"));
        Api.isProblem(
                range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")
                        .get("/usage/{name}/series", "no\0body")
                        .then(),
                404,
                "unknown-tenant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usage/x%2Fseries", "/usage/x/%73eries"})
    void quotaCheckOfATenantCalledSeries(String path) {
        Api.operator()
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(200)
                .body("tenant", equalTo("x/series"))
                .body("points", nullValue())
                .body("totalTokens", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usage/x/series/series", "/usage/x%2Fseries/series"})
    void seriesOfATenantCalledSeries(String path) throws Exception {
        used("x/series", "gpt", "2026-01-02T12:00:00Z", 7);

        range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(200)
                .body("tenant", equalTo("x/series"))
                .body("totalTokens", equalTo(7));
    }

    @Test
    void otherMethodsAreRefused() {
        Api.isProblem(
                        Api.post("/usage/acme/series", "application/json", "{}"),
                        405,
                        "method-not-allowed")
                .header("Allow", equalTo("GET, HEAD"));
    }

    @ParameterizedTest
    @CsvSource({
        "from, tomorrow",
        "from, 1969-12-31T23:59:00Z",
        "from, 2026-02-01T00:00:00Z",
        "from, 2010-01-01T00:00:00Z",
        "to, 2026-13-01T00:00:00Z",
        "to, +999999999-01-01T00:00:00+00:00",
        "window, second",
        "window, minute",
        "group_by, tenant",
        "fill, one",
        "parts, false",
        "time_zone, UTC+2",
        "time_zone, Mars/Olympus",
    })
    void parameterThatBreaksARuleIsNamed(String name, String value) {
        var parameters = new HashMap<String, String>();
        parameters.put("from", "2026-01-01T00:00:00Z");
        parameters.put("to", "2026-01-10T00:00:00Z");
        parameters.put(name, value);
        String atFault = name.equals("from") && value.matches("20[12].*") ? "to" : name;

        Api.isProblem(get(Api.operator().queryParams(parameters)), 400, "invalid-parameter")
                .body("field", equalTo(atFault));
        Api.isProblem(
                        get(Api.operator().queryParams(parameters).queryParam(name, value, value)),
                        400,
                        "invalid-parameter")
                .body("field", equalTo(name));
    }

    @Test
    void rangeIsRequired() {
        Api.isProblem(get(Api.operator()), 400, "invalid-parameter").body("field", equalTo("from"));
    }

    @Test
    void whatTakesPostgresTooLongIsRefused() throws Exception {
        used("acme", "gpt", "2026-01-02T12:00:00Z", 7);
        meter.sql(
                """
                ALTER TABLE rollups RENAME TO slow;
                CREATE VIEW rollups AS SELECT slow.* FROM slow, pg_sleep(3) AS s
                """);

        Api.isProblem(
                        get(range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")),
                        422,
                        "query-too-wide")
                .time(greaterThan(1_500L));
    }

    @Test
    void manyAtOnceWaitOrAreToldSo() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE rollups");
            var told = new ConcurrentLinkedQueue<String>();

            Api.atOnce(
                    60,
                    () -> {
                        String type =
                                get(range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"))
                                        .statusCode(503)
                                        .header("Retry-After", "1")
                                        .extract()
                                        .path("type");
                        told.add(type.replaceAll(".*:", ""));
                    });
            connection.rollback();
            connection.setAutoCommit(true);

            assertThat(Collections.frequency(told, "busy")).isGreaterThanOrEqualTo(60 - 34);
            assertThat(told).contains("database-unavailable");
        }

        get(range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")).statusCode(200);
        Api.get("/usage/acme").statusCode(200);
    }

    @Test
    void keyOfATenantTakesOneTurnOfTwo() throws Exception {
        String mine =
                Api.post(
                                "/keys",
                                "application/json",
                                "{\"name\":\"k\",\"scopes\":[\"read\"],\"tenant\":\"acme\"}")
                        .statusCode(201)
                        .extract()
                        .path("key");
        await().atMost(Duration.ofSeconds(5)).until(() -> status(mine, "/usage/acme") != 401);
        String query = "/usage/acme/series?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE rollups");
            for (int i = 0; i < 3; i++) {
                clients.submit(() -> status(mine, query));
            }
            await().atMost(Duration.ofSeconds(1))
                    .during(Duration.ofMillis(300))
                    .until(() -> waiting() == 1);
            clients.submit(() -> Api.get(query));
            await().atMost(Duration.ofSeconds(1)).until(() -> waiting() == 2);
            connection.rollback();
        }
    }

    private static int status(String key, String path) {
        return given().header("Authorization", "Bearer " + key).get(path).statusCode();
    }

    /** Queries that wait for the lock. */
    private int waiting() throws Exception {
        return meter.rows(
                        "SELECT pid FROM pg_locks WHERE relation = 'rollups'::regclass AND NOT granted")
                .size();
    }

    private record Use(String feature, Instant minute, long tokens) {}

    /** Every minute by itself. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pointsAreThoseOfAModel(long seed) throws Exception {
        var random = new Random(seed);
        Instant origin = Instant.parse("2025-02-01T00:00:00Z");
        var uses = new HashMap<String, Use>();
        for (int i = 0; i < 1_500; i++) {
            Instant minute = origin.plus(random.nextInt(330 * 1_440), ChronoUnit.MINUTES);
            var use = new Use("f" + random.nextInt(4), minute, random.nextInt(1_000));
            uses.put(use.feature + minute, use);
        }
        meter.sql(
                uses.values().stream()
                        .map(
                                use ->
                                        "('acme', '%s', '%s', %d, 1)"
                                                .formatted(use.feature, use.minute, use.tokens))
                        .collect(Collectors.joining(", ", "INSERT INTO rollups VALUES ", "")));
        List<String> zones =
                List.of(
                        "UTC",
                        "Europe/Berlin",
                        "America/New_York",
                        "Australia/Lord_Howe",
                        "Asia/Kathmandu",
                        "America/Santiago",
                        "Pacific/Apia");
        for (int i = 0; i < 40; i++) {
            Window window = Window.values()[random.nextInt(Window.values().length)];
            int longest =
                    switch (window) {
                        case MINUTE -> 1_000;
                        case HOUR -> 59_000;
                        default -> 300 * 1_440;
                    };
            Instant from = origin.plus(random.nextInt(300 * 86_400), ChronoUnit.SECONDS);
            Instant to = from.plus(60L * (1 + random.nextInt(longest)), ChronoUnit.SECONDS);
            String zone = zones.get(random.nextInt(zones.size()));
            boolean filled = random.nextBoolean();
            boolean byFeature = random.nextBoolean();
            var request = range(from.toString(), to.toString()).queryParam("time_zone", zone);
            request.queryParam("window", window.text());
            if (filled) {
                request.queryParam("fill", "zero");
            }
            if (byFeature) {
                request.queryParam("group_by", "feature");
            }

            JsonPath answer = get(request).statusCode(200).extract().jsonPath();

            List<Instant> edges = window.cut(from, to, ZoneId.of(zone), 1_000);
            assertThat(points(answer))
                    .as("%s %s %s %s", window, zone, from, to)
                    .isEqualTo(model(edges, uses.values(), filled, byFeature));
        }
    }

    private static List<Map<String, Object>> points(JsonPath answer) {
        List<Map<String, Object>> points = answer.getList("points");
        return points;
    }

    private static List<Map<String, Object>> model(
            List<Instant> edges, Iterable<Use> uses, boolean filled, boolean byFeature) {
        var points = new ArrayList<Map<String, Object>>();
        var all = new HashMap<String, Integer>();
        for (Use use : uses) {
            if (!use.minute.isBefore(edges.getFirst()) && use.minute.isBefore(edges.getLast())) {
                all.put(use.feature, 0);
            }
        }
        for (int i = 1; i < edges.size(); i++) {
            var features = new HashMap<String, Integer>(filled ? all : Map.of());
            int events = 0;
            for (Use use : uses) {
                if (!use.minute.isBefore(edges.get(i - 1)) && use.minute.isBefore(edges.get(i))) {
                    events++;
                    features.merge(use.feature, (int) use.tokens, Integer::sum);
                }
            }
            if (!filled) {
                features.values().removeIf(tokens -> tokens == 0);
            }
            var point = new HashMap<String, Object>();
            point.put("start", edges.get(i - 1).toString());
            point.put("end", edges.get(i).toString());
            point.put("tokens", features.values().stream().mapToInt(Integer::intValue).sum());
            point.put("events", events);
            if (byFeature) {
                point.put("features", features);
            }
            if (filled || events > 0) {
                points.add(point);
            }
        }
        return points;
    }
}
