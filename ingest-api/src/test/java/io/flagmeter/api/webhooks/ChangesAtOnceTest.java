package io.flagmeter.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several who change one webhook at the same moment: whatever was answered with success holds. */
@QuarkusTest
class ChangesAtOnceTest {

    private static final int ROUNDS = 10;
    private static final String HELD = "SELECT FROM webhooks FOR UPDATE";

    /** Reading is free, so that all look for the URL before any of them adds it. */
    private static final String NOT_WRITTEN = "LOCK TABLE webhooks, slack_webhooks IN SHARE MODE";

    private static final String URL = "https://example.com/";
    private static final String BODY = "{\"kind\": \"webhook\", \"url\": \"%s\"}".formatted(URL);

    @Inject TestMeter meter;
    @Inject DataSource database;

    private String id = "";

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
        id = add().path("id");
    }

    private static ExtractableResponse<Response> add() {
        return Api.post("/webhooks", "application/json", BODY).extract();
    }

    private static ExtractableResponse<Response> addAsSlack() {
        return Api.post("/webhooks", "application/json", BODY.replace("webhook", "slack"))
                .extract();
    }

    private ExtractableResponse<Response> addSecret() {
        return Api.post(path() + "/secrets", "application/json", "{}").extract();
    }

    private ExtractableResponse<Response> enable(boolean enabled) {
        return Api.patch(path(), "{\"enabled\": %b}".formatted(enabled)).extract();
    }

    private ExtractableResponse<Response> dropOldSecrets() {
        return Api.operator().delete(path() + "/secrets").then().extract();
    }

    private ExtractableResponse<Response> remove() {
        return Api.operator().delete(path()).then().extract();
    }

    private String path() {
        return "/webhooks/" + id;
    }

    private List<ExtractableResponse<Response>> meeting(
            List<Callable<ExtractableResponse<Response>>> calls) throws Exception {
        return meeting(HELD, calls);
    }

    /**
     * Requests that all meet at a lock: it is held until each of them waits, so that none begins
     * after another has ended.
     */
    private List<ExtractableResponse<Response>> meeting(
            String lock, List<Callable<ExtractableResponse<Response>>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock);
            var futures = new ArrayList<Future<ExtractableResponse<Response>>>();
            calls.forEach(call -> futures.add(threads.submit(call)));
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> waiting(statement) == calls.size());
            connection.rollback();
            return answers(futures);
        }
    }

    private static int waiting(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static List<ExtractableResponse<Response>> answers(
            List<Future<ExtractableResponse<Response>>> futures) throws Exception {
        var answers = new ArrayList<ExtractableResponse<Response>>();
        for (Future<ExtractableResponse<Response>> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }

    private static List<Integer> statuses(List<ExtractableResponse<Response>> answers) {
        return answers.stream().map(ExtractableResponse::statusCode).sorted().toList();
    }

    @Test
    void everySecretThatWasShownSigns() throws Exception {
        addSecret();

        var answers = meeting(Collections.nCopies(5, this::addSecret));

        assertThat(statuses(answers)).containsExactly(201, 201, 201, 409, 409);
        assertThat(meter.rows("SELECT unnest(secrets) FROM webhooks"))
                .hasSize(5)
                .containsAll(
                        answers.stream()
                                .filter(answer -> answer.statusCode() == 201)
                                .map(answer -> answer.<String>path("secret"))
                                .toList());
    }

    @Test
    void revokedSecretDoesNotReturnWithAnotherChange() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            addSecret();

            // Not as it is, for nothing would be written then.
            boolean other = round % 2 == 1;
            var answers = meeting(List.of(this::dropOldSecrets, () -> enable(other)));

            assertThat(statuses(answers)).containsExactly(200, 200);
            assertThat(meter.rows("SELECT cardinality(secrets) FROM webhooks"))
                    .as("round %d", round)
                    .containsExactly("1");
        }
    }

    @Test
    void webhookThatIsGoneStaysDisabledWhateverElseChanges() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meter.sql("UPDATE webhooks SET enabled = true, disabled_reason = NULL");
            dropOldSecrets();

            var answers = meeting(List.of(this::addSecret, this::disable));

            assertThat(statuses(answers)).containsExactly(200, 201);
            assertThat(meter.rows("SELECT enabled || ' ' || disabled_reason FROM webhooks"))
                    .as("round %d", round)
                    .containsExactly("false gone (410)");
        }
    }

    /** As the alerting service does. */
    private ExtractableResponse<Response> disable() throws SQLException {
        meter.sql("UPDATE webhooks SET enabled = false, disabled_reason = 'gone (410)'");
        return Api.get(path()).extract();
    }

    @Test
    void oneOfThoseWhoRemoveItDoes() throws Exception {
        assertThat(statuses(meeting(Collections.nCopies(4, this::remove))))
                .containsExactly(204, 404, 404, 404);
    }

    @Test
    void oneOfThoseWhoAddTheSameUrlDoes() throws Exception {
        meter.sql("DELETE FROM webhooks");

        assertThat(statuses(meeting(NOT_WRITTEN, Collections.nCopies(4, ChangesAtOnceTest::add))))
                .containsExactly(201, 409, 409, 409);
    }

    /** Each kind has a table of its own, and no constraint is over two. */
    @Test
    void oneOfTheKindsGetsTheUrl() throws Exception {
        meter.sql("DELETE FROM webhooks");

        assertThat(
                        statuses(
                                meeting(
                                        NOT_WRITTEN,
                                        List.of(
                                                ChangesAtOnceTest::add,
                                                ChangesAtOnceTest::addAsSlack))))
                .containsExactly(201, 409);
        assertThat(meter.rows("SELECT count(*) FROM alert_endpoints")).containsExactly("1");
    }
}
