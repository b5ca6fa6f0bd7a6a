package io.flagmeter.systemtest.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.flagmeter.systemtest.observability.Query.Language;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every rule and board, held against the running programs: none may find nothing.
 */
class ObservabilityIT {

    private static final Path INFRA = Path.of("../..");
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @TempDir private static Path home;
    private static RunningStack stack;

    @BeforeAll
    static void useIt() throws Exception {
        stack = new RunningStack(home);
        var tenant =
                stack.flagmeter()
                        .post(
                                "/tenants",
                                """
                        {"name":"acme","monthlyQuota":1000}
                        """);
        assertThat(tenant.statusCode()).as(tenant.body()).isEqualTo(201);
        assertThat(event(900).statusCode()).isEqualTo(200);
        assertThat(event(200).statusCode()).isEqualTo(200);
        assertThat(event(-1).statusCode()).isEqualTo(400);
        await().until(() -> stack.flagmeter().get("/usage/acme").body().contains("1100"));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void everyMetricThatIsAskedForExists() throws Exception {
        var queries = new ArrayList<>(Query.ofRules());
        queries.addAll(Query.ofBoards());
        assertThat(queries).hasSizeGreaterThan(50);

        // Some gauges come with the first look at a server, a quarter of a minute after the start.
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(withoutAnswer(queries)).isEmpty());
    }

    @Test
    void everyQueryOfTheBusinessBoardFindsSomethingWithTheRightsOfItsReader() throws Exception {
        try (Connection database = asReader();
                Statement statement = database.createStatement()) {
            for (Query query : Query.ofBoards()) {
                if (query.language() == Language.SQL) {
                    try (ResultSet rows = statement.executeQuery(withoutMacros(query.text()))) {
                        assertThat(rows.next()).as(query.asker()).isTrue();
                        assertThat(rows.getObject(1)).as(query.asker()).isNotNull();
                    }
                }
            }
        }
    }

    @Test
    void readerSeesNoSecret() throws Exception {
        try (Connection database = asReader();
                Statement statement = database.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.executeQuery("SELECT url FROM alert_endpoints"))
                    .returns(INSUFFICIENT_PRIVILEGE, SQLException::getSQLState);
        }
    }

    @Test
    void everyAlertIsExplained() throws Exception {
        String guide = Files.readString(INFRA.resolve("../docs/operations.md"));

        assertThat(Query.alerts())
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(guide).contains("### " + alert + "\n"));
    }

    private static List<String> withoutAnswer(List<Query> queries) throws Exception {
        var samples = new ArrayList<>(stack.scrape());
        samples.addAll(Query.recorded(samples));
        // Prometheus' own, of the rules that fire.
        samples.addAll(Sample.of("ALERTS{alertstate=\"firing\"} 1", "prometheus"));
        var missing = new ArrayList<String>();
        for (Query query : queries) {
            if (query.language() == Language.PROMQL) {
                List<Selector> selectors = Selector.in(query.text());
                assertThat(selectors).as(query.text()).isNotEmpty();
                selectors.stream()
                        .filter(selector -> samples.stream().noneMatch(selector::finds))
                        .forEach(selector -> missing.add(query.asker() + ": " + selector));
            }
        }
        return missing;
    }

    private static Connection asReader() throws IOException, SQLException {
        Connection database = stack.database();
        try (Statement statement = database.createStatement()) {
            statement.execute(Files.readString(INFRA.resolve("grafana/reader.sql")));
            statement.execute("SET ROLE flagmeter_reader");
        }
        return database;
    }

    /** As Grafana writes them out. */
    private static String withoutMacros(String sql) {
        return sql.replaceAll(
                        "\\$__timeFilter\\((\\w+)\\)",
                        "$1 BETWEEN now() - interval '1 day' AND now()")
                .replaceAll(
                        "\\$__timeGroupAlias\\((\\w+), \\$__interval\\)",
                        "date_trunc('hour', $1) AS \"time\"");
    }

    private static HttpResponse<String> event(long tokens) throws Exception {
        return stack.flagmeter()
                .post(
                        "/events",
                        """
                {"tenant":"acme","feature":"gpt-4-turbo","tokens":%d}
                """
                                .formatted(tokens));
    }
}
