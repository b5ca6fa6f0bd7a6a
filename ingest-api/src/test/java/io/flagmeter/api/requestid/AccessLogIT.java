package io.flagmeter.api.requestid;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server's access log, and what every answer of it carries. */
class AccessLogIT {

    private static final String KEY = "a-key-of-the-test";

    private final StackDirectory directory = StackDirectory.temporary();
    private final EmbeddedValkey valkey = EmbeddedValkey.start(directory, 0);
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);

    @AfterEach
    void close() {
        valkey.kill();
        postgres.kill();
        directory.delete();
    }

    private PackagedService start(Map<String, String> own) {
        var settings = new HashMap<>(own);
        settings.put("DATABASE_URL", postgres.url());
        settings.put("VALKEY_URL", valkey.url());
        settings.put("FLAGMETER_ADMIN_KEY", KEY);
        var api = new PackagedService(96, directory.log("ingest-api"), settings);
        await().atMost(Duration.ofSeconds(60)).until(api::ready);
        return api;
    }

    private static String ask(PackagedService api, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.replace("~", "\r\n").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static String operators(String request) {
        return request.replaceFirst(
                "~", "~Host: t~Connection: close~Authorization: Bearer " + KEY + "~");
    }

    /** Of the health checks by which the test waits there may be any number. */
    private List<JsonPath> lines() throws IOException {
        return Files.readAllLines(directory.log("ingest-api")).stream()
                .filter(line -> line.contains("[io.fla.access]"))
                .map(
                        line ->
                                JsonPath.from(
                                        line.substring(
                                                line.indexOf('{'), line.lastIndexOf('}') + 1)))
                .filter(line -> !line.getString("path").equals("/q/"))
                .collect(toList());
    }

    private List<String> paths() throws IOException {
        return lines().stream()
                .map(line -> line.getInt("status") + " " + line.getString("path"))
                .toList();
    }

    /** Of a database without a schema, so that one of them is the server's fault. */
    private static void askForAll(PackagedService api) throws IOException {
        ask(api, operators("GET /limits HTTP/1.1~~"));
        ask(api, operators("GET /usage/secret-tenant HTTP/1.1~~"));
        ask(api, "GET /a/secret HTTP/1.1~Host: t~Connection: close~~");
    }

    @Test
    void everyRequestHasALineWithoutWhatTheClientWrote() throws IOException {
        try (PackagedService api =
                start(
                        Map.of(
                                "FLAGMETER_ACCESS_LOG",
                                "all",
                                "FLAGMETER_TRUSTED_PROXIES",
                                "127.0.0.0/8,::1/128"))) {
            askForAll(api);
            String answer =
                    ask(
                            api,
                            operators(
                                    "GET /limits HTTP/1.1~X-Request-Id: mine~X-Forwarded-For: 10.9.9.9, 198.51.100.7~~"));

            await().untilAsserted(
                            () ->
                                    assertThat(paths())
                                            .containsExactly(
                                                    "200 /limits",
                                                    "503 /usage/{tenant}",
                                                    "401 other",
                                                    "200 /limits"));
            assertThat(Files.readString(directory.log("ingest-api"))).doesNotContain("secret");
            JsonPath line = lines().getLast();
            assertThat(line.getString("method")).isEqualTo("GET");
            assertThat(line.getString("caller")).isEqualTo("operator");
            assertThat(line.getString("address")).isEqualTo("198.51.100.7");
            assertThat(line.getString("requestId")).isEqualTo("mine");
            assertThat(line.getInt("bytes"))
                    .isGreaterThan(answer.substring(answer.indexOf("\r\n\r\n") + 4).length() - 1);
            assertThat(line.getDouble("millis")).isBetween(0.001, 5_000.0);
            assertThat(lines().get(2).getString("caller")).isNull();
            assertThat(lines().get(2).getString("address")).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"errors", "sampled"})
    void errorsHaveALineWhateverTheSample(String mode) throws IOException {
        try (PackagedService api =
                start(Map.of("FLAGMETER_ACCESS_LOG", mode, "FLAGMETER_ACCESS_LOG_SAMPLE", "0"))) {
            askForAll(api);

            await().untilAsserted(
                            () ->
                                    assertThat(paths())
                                            .containsExactly("503 /usage/{tenant}", "401 other"));
        }
    }

    /** Whoever writes the answer: a route, a resource, Vert.x, Netty, health. */
    @Test
    void everyAnswerIsHardened() throws IOException {
        try (PackagedService api = start(Map.of())) {
            for (String request :
                    List.of(
                            "GET /q/health/live HTTP/1.1~Host: t~Connection: close~~",
                            "GET /usage/nobody HTTP/1.1~Host: t~Connection: close~~",
                            "JUNK / HTTP/1.1~Host: t~~",
                            operators("GET /limits HTTP/1.1~~"),
                            operators("GET /q/metrics HTTP/1.1~~"),
                            operators("GET /usage/nobody HTTP/1.1~~"),
                            operators("GET /nowhere HTTP/1.1~~"),
                            operators("PUT /tenants HTTP/1.1~~"),
                            operators("HEAD /q/openapi HTTP/1.1~~"))) {
                assertThat(ask(api, request))
                        .as(request)
                        .containsIgnoringCase("\r\nX-Content-Type-Options: nosniff\r\n")
                        .containsIgnoringCase("\r\nReferrer-Policy: no-referrer\r\n")
                        .containsIgnoringCase(
                                "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n")
                        .containsIgnoringCase("\r\nCache-Control: no-store\r\n")
                        .doesNotContainIgnoringCase("\r\nServer:")
                        .doesNotContainIgnoringCase("\r\nX-Powered-By:");
            }
            assertThat(lines()).isEmpty();
        }
    }

    @Test
    void pagesOfOtherOriginsAreNotAllowed() throws IOException {
        try (PackagedService api = start(Map.of())) {
            String preflight =
                    "OPTIONS %s HTTP/1.1~Host: t~Connection: close~Origin: https://page.example"
                            + "~Access-Control-Request-Method: POST~%s~";
            for (String path : List.of("/events", "/usage/acme", "/tenants", "/nowhere")) {
                assertThat(ask(api, preflight.formatted(path, "")))
                        .as(path)
                        .startsWith("HTTP/1.1 401 ")
                        .doesNotContainIgnoringCase("access-control-");
                assertThat(
                                ask(
                                        api,
                                        preflight.formatted(
                                                path, "Authorization: Bearer " + KEY + "~")))
                        .as(path)
                        .doesNotContainIgnoringCase("access-control-");
            }
        }
    }
}
