package io.flagmeter.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /reconciliation/losses}. */
@QuarkusTest
class LossesTest extends BooksTest {

    private static final String WAITING =
            """
            SELECT pid FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()
            """;

    @Inject DataSource database;

    private static ValidatableResponse writeOff(long events, String reason) {
        return Api.post(
                "/reconciliation/losses",
                "application/json",
                "{\"events\":%d,\"reason\":\"%s\"}".formatted(events, reason));
    }

    @Test
    void lossIsWrittenOffOnce() throws Exception {
        send(5);
        meter.valkey("RPOP", KEYS.events());
        Callable<Integer> write = () -> writeOff(1, "the disk died").extract().statusCode();

        try (Connection holder = database.getConnection();
                Statement lock = holder.createStatement();
                var threads = Executors.newFixedThreadPool(2)) {
            holder.setAutoCommit(false);
            // Neither gets further than to have read the books.
            lock.execute("LOCK TABLE losses IN EXCLUSIVE MODE");
            var one = threads.submit(write);
            var other = threads.submit(write);
            await().until(() -> meter.rows(WAITING).size() == 2);
            holder.rollback();

            assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(200, 409);
        }

        Api.get("/reconciliation").body("lost", equalTo(1)).body("difference", equalTo(0));
        Api.isProblem(writeOff(1, "again"), 409, "conflict")
                .body("detail", containsString("is 0 and not 1"));
        assertThat(meter.rows("SELECT reason FROM losses")).containsExactly("the disk died");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"events\":0,\"reason\":\"x\"}",
                "{\"events\":1}",
                "{\"events\":1,\"reason\":\" \"}",
                "{\"reason\":\"x\"}",
                "{\"events\":1,\"reason\":\"\\u0000\"}"
            })
    void lossThatIsNotToldWholeIsRefused(String body) {
        Api.isProblem(
                Api.post("/reconciliation/losses", "application/json", body), 400, "invalid-field");
    }
}
