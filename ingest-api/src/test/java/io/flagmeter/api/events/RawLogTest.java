package io.flagmeter.api.events;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RawLogTest {

    private static final String RANGE = "&from=2026-11-01T00:00:00Z&to=2026-11-04T00:00:00Z";

    @Inject TestMeter meter;
    @Inject MeterRegistry metrics;

    @BeforeEach
    void newMeter() throws Exception {
        meter.empty();
        meter.sql("CREATE TABLE rollups_a PARTITION OF rollups DEFAULT");
        for (int day = 1; day <= 4; day++) {
            meter.sql(
                    "CREATE TABLE events_%1$d PARTITION OF events FOR VALUES FROM ('2026-11-0%1$d') TO ('2026-11-0%2$d')"
                            .formatted(day, day + 1));
        }
        meter.sql("INSERT INTO tenants (name) VALUES ('acme')");
    }

    private void count(String tenant, String id, String time) throws Exception {
        meter.sql(
                "INSERT INTO events VALUES ('%s', '%s', '%s', 'gpt', 7, '%s')"
                        .formatted(tenant, id.replace("'", "''"), time.substring(0, 10), time));
    }

    /** Ids that grow, an event a second from midnight on. */
    private void countMany(int day, int events) throws Exception {
        meter.sql(
                """
                INSERT INTO events
                SELECT 'acme', 'e' || to_char(i, 'FM0000000'), '2026-11-0%1$d', 'gpt-4-turbo', i,
                       timestamptz '2026-11-0%1$dT00:00:00Z' + i * interval '1 second'
                  FROM generate_series(0, %2$d - 1) i
                """
                        .formatted(day, events));
    }

    /** 15 MB, more than the kernel keeps for a client that does not read. */
    private void countMuch() throws Exception {
        meter.sql(
                """
                INSERT INTO events
                SELECT 'acme', 'e' || to_char(i, 'FM0000000') || repeat('x', 110), '2026-11-01',
                       repeat('f', 128), i, '2026-11-01T12:00:00Z'
                  FROM generate_series(1, 50000) i
                """);
    }

    private static RequestSpecification range(String from, String to) {
        return Api.operator()
                .queryParam("tenant", "acme")
                .queryParam("from", from)
                .queryParam("to", to);
    }

    private static RequestSpecification whole() {
        return range("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z");
    }

    @Test
    void rangeIsHalfOpenAndOfOneTenant() throws Exception {
        count("acme", "before", "2026-11-01T11:59:59.999999Z");
        count("acme", "first", "2026-11-01T12:00:00Z");
        count("acme", "next day", "2026-11-02T00:00:00Z");
        count("acme", "last", "2026-11-03T11:59:59.999999Z");
        count("acme", "after", "2026-11-03T12:00:00Z");
        count("other", "first", "2026-11-02T00:00:00Z");
        meter.sql(
                """
                UPDATE events SET input_tokens = 1, cached_input_tokens = 2, cache_write_tokens = 0,
                                  output_tokens = 4, reasoning_tokens = 0 WHERE id = 'last'
                """);

        range("2026-11-01T12:00:00Z", "2026-11-03T12:00:00Z")
                .get("/events")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("items.id", equalTo(List.of("first", "next day", "last")))
                .body("items[1].parts", nullValue())
                .body(
                        "items[2].parts",
                        equalTo(
                                Map.of(
                                        "input",
                                        1,
                                        "cachedInput",
                                        2,
                                        "cacheWrite",
                                        0,
                                        "output",
                                        4,
                                        "reasoning",
                                        0)))
                .body(
                        "items[0]",
                        equalTo(
                                new JsonPath(
                                                """
                        {"id":"first","tenant":"acme","feature":"gpt","tokens":7,"timestamp":"2026-11-01T12:00:00Z"}
                        """)
                                        .getMap("")))
                .body("next", nullValue());
    }

    @Test
    void pagesHoldEachEventOnceWhileOthersAreCounted() throws Exception {
        countMany(1, 40);
        countMany(3, 33);
        var seen = new ArrayList<String>();
        String next = "";
        while (next != null) {
            var request = whole().queryParam("limit", 7);
            if (!next.isEmpty()) {
                request.queryParam("after", next);
            }
            JsonPath page = request.get("/events").then().statusCode(200).extract().jsonPath();
            page.<Map<String, Object>>getList("items")
                    .forEach(item -> seen.add(item.get("timestamp") + " " + item.get("id")));
            next = page.get("next");
            count("acme", "a" + seen.size(), "2026-11-02T10:00:00Z");
            count("acme", "a" + seen.size(), "2026-11-01T10:00:00Z");
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(event -> event.contains(" e"))).hasSize(73);
    }

    @Test
    void narrowRangeOfAFullDayIsFoundInPieces() throws Exception {
        countMany(2, 23_000);

        var request = range("2026-11-02T04:00:00Z", "2026-11-02T04:00:30Z");
        request.get("/events").then().body("items.size()", equalTo(30)).body("next", nullValue());
        assertThat(export("application/x-ndjson", request).lines()).hasSize(30);
        request.accept("application/json").queryParam("limit", 30);
        request.get("/events").then().body("items.size()", equalTo(30)).body("next", nullValue());
    }

    private static String export(String mediaType, RequestSpecification request) {
        return request.accept(mediaType)
                .get("/events")
                .then()
                .statusCode(200)
                .contentType(containsString(mediaType))
                .header("Transfer-Encoding", equalTo("chunked"))
                .extract()
                .asString();
    }

    @Test
    void exportHoldsTheWholeRange() throws Exception {
        countMany(1, 12_345);
        countMany(3, 1_000);

        List<String> lines = export("application/x-ndjson", whole()).lines().toList();

        assertThat(lines).hasSize(13_345).doesNotHaveDuplicates();
        assertThat(lines.getFirst())
                .isEqualTo(
                        "{\"id\":\"e0000000\",\"tenant\":\"acme\",\"feature\":\"gpt-4-turbo\",\"tokens\":0,"
                                + "\"timestamp\":\"2026-11-01T00:00:00Z\"}");
        assertThat(lines.getLast()).contains("\"e0000999\"", "2026-11-03");
        assertThat(export("text/csv", whole()).lines())
                .hasSize(13_346)
                .startsWith(
                        "id,tenant,feature,tokens,timestamp,input,cachedInput,cacheWrite,output,reasoning,voided",
                        "e0000000,acme,gpt-4-turbo,0,2026-11-01T00:00:00Z,,,,,,");
        assertThat(outcomes("complete")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void exportIsABatch() throws Exception {
        List<String> ids =
                List.of("=1+1", "say \"x\", y", "'a", " z", "日本 \uD83D\uDE00", "\\u0041");
        for (String id : ids) {
            count("acme", id, "2026-11-02T10:00:00Z");
        }

        String lines = export("application/x-ndjson", whole());

        assertThat(lines.lines().map(line -> new JsonPath(line).getString("id")))
                .containsExactlyInAnyOrderElementsOf(ids);
        Api.post(
                        "/events/batch",
                        "application/x-ndjson",
                        lines.replaceAll(",\"timestamp\":\"[^\"]*\"", ""))
                .statusCode(200)
                .body("accepted", equalTo(ids.size()));
    }

    @Test
    void voidedEventIsThereAndSaysSo() throws Exception {
        count("acme", "a", "2026-11-01T10:00:00Z");
        count("acme", "a", "2026-11-03T10:00:00Z");
        count("acme", "b", "2026-11-03T10:00:00Z");
        meter.sql(
                """
                INSERT INTO corrections (tenant, type, feature, event_id, event_day, period_start, first_minute,
                                         last_minute, minutes, total_tokens, event_count, reason)
                SELECT 'acme', 'void', 'gpt', 'a', '2026-11-03', m, m, m, 1, -7, -1, 'a test'
                  FROM (SELECT timestamptz '2026-11-03T10:00:00Z' AS m)
                """);

        whole().get("/events")
                .then()
                .body("items.id", equalTo(List.of("a", "a", "b")))
                .body("items.voided", equalTo(Arrays.asList(null, true, null)));
        assertThat(export("text/csv", whole()).lines().filter(line -> line.endsWith(",true")))
                .containsExactly("a,acme,gpt,7,2026-11-03T10:00:00Z,,,,,,true");
    }

    @Test
    void tenantIsNamedAsItIs() throws Exception {
        meter.sql("INSERT INTO tenants (name) VALUES ('../events')");
        count("../events", "1", "2026-11-02T10:00:00Z");

        for (String name : List.of("../events", "..%2Fevents", "%2E%2E/events")) {
            Api.operator()
                    .urlEncodingEnabled(false)
                    .get("/events?tenant=" + name + RANGE)
                    .then()
                    .statusCode(200)
                    .body("items[0].tenant", equalTo("../events"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | application/json",
                "application/json, application/problem+json | application/json",
                "application/problem+json, application/x-ndjson;q=0.5 | application/x-ndjson",
                "application/json;q=0.1, text/csv | text/csv",
                "application/json;q=0, text/* | text/csv",
                "TEXT/CSV | text/csv"
            })
    void formIsWhatTheClientAccepts(String accept, String mediaType) {
        whole().header("Accept", accept)
                .get("/events")
                .then()
                .statusCode(200)
                .contentType(containsString(mediaType));
    }

    @Test
    void headOfAnExportHasNoBody() {
        whole().accept("text/csv").head("/events").then().statusCode(200).body(equalTo(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/problem+json", "application/x-ndjson;q=0"})
    void formThatIsNoneIsRefused(String accept) {
        Api.isProblem(
                whole().header("Accept", accept).get("/events").then(), 406, "not-acceptable");
    }

    @ParameterizedTest
    @CsvSource({
        "tenant, ''",
        "tenant, no name",
        "tenant, ",
        "from, yesterday",
        "from, ",
        "to, 2026-10-01T00:00:00Z",
        "to, 2028-10-01T00:00:00Z",
        "limit, 0",
        "limit, 1001",
        "after, x",
        "after, MjAyNi0xMS0wMSA",
        "after, MjAyNi0xMi0wMSBh",
        "after, MjAyNi0xMS0wMSAA"
    })
    void wrongParameterIsNamed(String name, @Nullable String value) {
        var request = Api.operator();
        Map.of(
                        "tenant", "acme",
                        "from", "2026-11-02T00:00:00Z",
                        "to", "2026-11-05T00:00:00Z")
                .entrySet()
                .stream()
                .filter(parameter -> !parameter.getKey().equals(name))
                .forEach(parameter -> request.queryParam(parameter.getKey(), parameter.getValue()));
        if (value != null) {
            request.queryParam(name, value);
        }

        Api.isProblem(request.get("/events").then(), 400, "invalid-parameter")
                .body("field", equalTo(name));
    }

    @Test
    void exportHasNoPages() {
        for (String name : List.of("limit", "after")) {
            Api.isProblem(
                            whole().accept("text/csv").queryParam(name, "1").get("/events").then(),
                            400,
                            "invalid-parameter")
                    .body("field", equalTo(name));
        }
    }

    @Test
    void whatIsNotThereIsAProblemBeforeAnExportBegins() throws Exception {
        for (String accept : List.of("application/json", "text/csv")) {
            Api.isProblem(
                    Api.operator().accept(accept).get("/events?tenant=nobody" + RANGE).then(),
                    404,
                    "unknown-tenant");
        }
        meter.sql("INSERT INTO rollups VALUES ('acme', 'f', '2026-11-02', 1, 10000001)");
        Api.isProblem(
                        whole().accept("application/x-ndjson").get("/events").then(),
                        422,
                        "query-too-wide")
                .body("limit", equalTo((int) ReadEvents.MOST));
        meter.sql("DROP TABLE events, rollups");
        for (String accept : List.of("application/json", "text/csv")) {
            Api.isProblem(
                    whole().accept(accept).get("/events").then(), 503, "database-unavailable");
        }
    }

    @Test
    void oldClientIsToldThatItCouldNotTellAnExportThatBroke() throws Exception {
        try (var client = new Reader("1.0")) {
            assertThat(client.rest()).startsWith("HTTP/1.0 505").contains("version-not-supported");
        }
    }

    /** A client that reads what it likes of an export. */
    private static final class Reader implements AutoCloseable {

        private final Socket socket = new Socket();

        Reader(String version) throws IOException {
            this(version, "acme", Api.KEY, "127.0.0.1");
        }

        /** An address of this machine may export a few times only. */
        Reader(String version, String tenant, String key, String address) throws IOException {
            socket.setReceiveBufferSize(4_096);
            socket.setSoTimeout(20_000);
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
            socket.getOutputStream()
                    .write(
                            ("GET /events?tenant="
                                            + tenant
                                            + RANGE
                                            + " HTTP/"
                                            + version
                                            + "\r\nHost: t\r\nAccept: text/csv\r\n"
                                            + "Authorization: Bearer "
                                            + key
                                            + "\r\n\r\n")
                                    .getBytes(UTF_8));
        }

        String status() throws IOException {
            return new String(socket.getInputStream().readNBytes(12), UTF_8);
        }

        String some() throws IOException {
            return new String(socket.getInputStream().readNBytes(8_192), UTF_8);
        }

        String rest() throws IOException {
            InputStream in = socket.getInputStream();
            var read = new StringBuilder();
            byte[] some = new byte[8_192];
            try {
                for (int n = in.read(some); n >= 0; n = in.read(some)) {
                    read.append(new String(some, 0, n, UTF_8));
                    if (read.toString().endsWith("\r\n0\r\n\r\n")) {
                        break;
                    }
                }
            } catch (java.net.SocketException reset) {
                read.append("reset");
            }
            return read.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private double open() {
        return metrics.get("flagmeter.exports.open").gauge().value();
    }

    private double outcomes(String outcome) {
        return metrics.find("flagmeter.exports").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Of other connections of the API: those that hold a snapshot, or work. */
    private List<String> busyConnections() throws Exception {
        return meter.rows(
                """
                SELECT query FROM pg_stat_activity
                 WHERE backend_type = 'client backend' AND state <> 'idle'
                   AND datname = current_database() AND pid <> pg_backend_pid()
                """);
    }

    @Test
    void clientThatDoesNotReadHoldsNoConnectionAndIsCut() throws Exception {
        countMuch();
        double before = outcomes("gone");
        try (var client = new Reader("1.1")) {
            assertThat(client.some()).startsWith("HTTP/1.1 200");
            assertThat(open()).isEqualTo(1);
            await().during(Duration.ofSeconds(1)).until(() -> busyConnections().isEmpty());
            assertThat(open()).isEqualTo(1);

            await().atMost(Duration.ofSeconds(20)).until(() -> open() == 0);
            assertThat(outcomes("gone")).isEqualTo(before + 1);
            assertThat(client.rest()).doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void faultHalfWayBreaksTheConnection() throws Exception {
        countMuch();
        double before = outcomes("broken");
        try (var client = new Reader("1.1")) {
            assertThat(client.some()).startsWith("HTTP/1.1 200");
            meter.sql("DROP TABLE events");

            assertThat(client.rest()).doesNotEndWith("\r\n0\r\n\r\n");
        }
        await().until(() -> open() == 0);
        assertThat(outcomes("broken")).isEqualTo(before + 1);
    }

    @Test
    void exportsOfATenantAreFewAtATime() throws Exception {
        countMuch();
        var clients = new ArrayList<Reader>();
        for (int i = 0; i < Exports.MOST_OF_TENANT; i++) {
            clients.add(new Reader("1.1"));
            clients.getLast().some();
        }
        Api.isProblem(whole().accept("text/csv").get("/events").then(), 503, "busy")
                .header("Retry-After", equalTo("1"));
        whole().get("/events").then().statusCode(200);

        for (Reader client : clients) {
            client.close();
        }
        await().until(() -> open() == 0);
        assertThat(export("text/csv", whole()).lines()).hasSize(50_001);
    }

    private String keyOf(String tenant) {
        return Api.post(
                        "/keys",
                        "application/json",
                        "{\"name\":\"k\",\"scopes\":[\"read\"],\"tenant\":\"%s\"}"
                                .formatted(tenant))
                .statusCode(201)
                .extract()
                .path("key");
    }

    private static int usage(String tenant, String key) {
        return given().header("Authorization", "Bearer " + key)
                .get("/usage/" + tenant)
                .statusCode();
    }

    @Test
    void keysOfTenantsLeaveExportsToThoseOfAll() throws Exception {
        countMuch();
        var keys = new TreeMap<String, String>();
        for (String tenant : List.of("t0", "t1", "t2", "t3")) {
            meter.sql("INSERT INTO tenants (name) VALUES ('%s')".formatted(tenant));
            meter.sql(
                    "INSERT INTO events SELECT '%s', id, day, feature, tokens, created_at FROM events WHERE tenant = 'acme'"
                            .formatted(tenant));
            keys.put(tenant, keyOf(tenant));
        }
        // They are read anew after the tables were.
        await().until(
                        () ->
                                keys.entrySet().stream()
                                        .allMatch(k -> usage(k.getKey(), k.getValue()) != 401));

        var clients = new ArrayList<Reader>();
        for (Map.Entry<String, String> key : keys.entrySet()) {
            for (int i = 0; i < Exports.MOST_OF_TENANT; i++) {
                clients.add(
                        new Reader(
                                "1.1",
                                key.getKey(),
                                key.getValue(),
                                "127.0.1." + (10 + clients.size() / 2)));
                assertThat(clients.getLast().status())
                        .isEqualTo(key.getKey().equals("t3") ? "HTTP/1.1 503" : "HTTP/1.1 200");
            }
        }
        clients.add(new Reader("1.1"));
        assertThat(clients.getLast().status()).isEqualTo("HTTP/1.1 200");

        for (Reader client : clients) {
            client.close();
        }
        await().until(() -> open() == 0);
    }
}
