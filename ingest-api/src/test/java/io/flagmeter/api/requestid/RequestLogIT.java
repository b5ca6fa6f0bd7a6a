package io.flagmeter.api.requestid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The packaged server's log, read as Loki reads it. */
class RequestLogIT {

    private final StackDirectory directory = StackDirectory.temporary();
    private final EmbeddedValkey valkey = EmbeddedValkey.start(directory, 0);
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);

    @AfterEach
    void close() {
        valkey.kill();
        postgres.kill();
    }

    @Test
    void problemThatIsOursNamesTheRequestAsTheLogDoes() throws IOException {
        try (PackagedService api = start("json")) {
            postgres.kill();

            HttpResponse<String> check = api.get("/usage/nobody");
            HttpResponse<String> list = api.get("/tenants");

            assertThat(List.of(check.statusCode(), list.statusCode())).containsOnly(503);
            assertThat(idOf(check)).isEqualTo(JsonPath.from(check.body()).get("requestId"));
            assertThat(idOf(list)).isEqualTo(JsonPath.from(list.body()).get("requestId"));
            assertThat(idsOfLinesWith("PostgreSQL cannot be used")).containsExactly(idOf(check));
            assertThat(Files.readString(directory.log("ingest-api")))
                    .containsPattern(linkOfGrafana("requestId"));
            // Said by libraries on the threads that worked for it.
            assertThat(idsOfLines(line -> !line.getString("loggerName").startsWith("io.flagmeter")))
                    .contains(idOf(list));
        }
    }

    @Test
    void textForPeopleEndsWithTheId() throws IOException {
        try (PackagedService api = start("text")) {
            postgres.kill();

            HttpResponse<String> check = api.get("/usage/nobody");

            assertThat(Files.readAllLines(directory.log("ingest-api")))
                    .anyMatch(
                            line -> line.contains("cannot be used") && line.endsWith(idOf(check)));
        }
    }

    private List<String> idsOfLinesWith(String words) throws IOException {
        return idsOfLines(line -> line.getString("message").contains(words));
    }

    private List<String> idsOfLines(Predicate<JsonPath> which) throws IOException {
        return Files.readAllLines(directory.log("ingest-api")).stream()
                .map(JsonPath::from)
                .filter(which)
                .map(line -> line.getString("mdc.requestId"))
                .toList();
    }

    /** What makes a link of an id on the board. */
    private static String linkOfGrafana(String id) throws IOException {
        Path dataSources = Path.of("../infra/grafana/provisioning/datasources/flagmeter.yml");
        return Files.readAllLines(dataSources).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("matcherRegex: '\"" + id))
                .map(line -> line.substring(line.indexOf('\'') + 1, line.length() - 1))
                .findAny()
                .orElseThrow();
    }

    private static String idOf(HttpResponse<String> response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    private PackagedService start(String format) {
        var api =
                new PackagedService(
                        96,
                        directory.log("ingest-api"),
                        Map.of(
                                "DATABASE_URL",
                                postgres.url(),
                                "VALKEY_URL",
                                valkey.url(),
                                "FLAGMETER_ADMIN_KEY",
                                "a-key-of-the-test",
                                "LOG_LEVEL",
                                "debug",
                                "FLAGMETER_LOG_FORMAT",
                                format));
        await().atMost(Duration.ofSeconds(60)).until(api::ready);
        return api;
    }
}
