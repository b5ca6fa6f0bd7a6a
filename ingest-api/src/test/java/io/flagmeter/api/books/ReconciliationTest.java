package io.flagmeter.api.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.Golden;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.queue.QueueKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReconciliationTest {

    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    private static final String WAITING =
            """
            SELECT pid FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()
            """;

    @Inject TestMeter meter;
    @Inject DataSource database;
    @Inject BooksMetrics gauges;
    @Inject MeterRegistry metrics;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private static String books() {
        return Api.get("/reconciliation").statusCode(200).extract().asString();
    }

    private void send(int events) {
        for (int i = 0; i < events; i++) {
            Api.event("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}").statusCode(200);
        }
    }

    /** As a worker does, whose code is not known here. */
    private void claim(String batch, int events) {
        for (int i = 0; i < events; i++) {
            meter.valkey("RPOPLPUSH", KEYS.events(), KEYS.batch(batch));
        }
        meter.valkey("INCRBY", KEYS.claimed(), events);
        meter.valkey("ZADD", KEYS.leases(), 1, batch);
    }

    /** As a worker of this release does: it says whose events they are. */
    private void take(String batch, int own, int other) {
        claim(batch, own + other);
        meter.valkey("INCRBY", KEYS.claimedOwn(), own);
        meter.valkey("INCRBY", KEYS.claimedOther(), other);
    }

    private void settle(String batch, int own, int other) throws Exception {
        take(batch, own, other);
        commit(batch, own + other, 0, 0);
        meter.valkey("DEL", KEYS.batch(batch));
        meter.valkey("ZREM", KEYS.leases(), batch);
    }

    private static int difference() {
        return Api.get("/reconciliation").statusCode(200).extract().path("difference");
    }

    private static ValidatableResponse writeOff(long events, String reason) {
        return Api.post(
                "/reconciliation/losses",
                "application/json",
                "{\"events\":%d,\"reason\":\"%s\"}".formatted(events, reason));
    }

    private void commit(String batch, int applied, int duplicate, int dead) throws Exception {
        meter.sql(
                "INSERT INTO applied_batches (batch_id, applied, duplicate, dead, dead_letters)"
                        + " VALUES ('%s', %d, %d, %d, '{}')"
                                .formatted(batch, applied, duplicate, dead));
    }

    @Test
    void nothingIsBalanced() {
        assertThat(books())
                .isEqualTo(
                        "{\"accepted\":0,\"applied\":0,\"duplicate\":0,\"deadLettered\":0,"
                                + "\"queued\":0,\"inFlight\":0,\"lost\":0,\"difference\":0,"
                                + "\"foreign\":0,\"forgotten\":0,\"gone\":0}");
    }

    @Test
    void everyStageOfABatchBalances() throws Exception {
        send(10);
        claim("b1", 4);
        claim("b2", 3);
        commit("b2", 1, 1, 1);
        meter.sql("UPDATE ledger SET applied = 100, duplicate = 20, dead = 3");
        meter.valkey("INCRBY", KEYS.accepted(), 123);
        meter.valkey("INCRBY", KEYS.claimed(), 123);

        assertThat(books()).isEqualTo(Golden.file("books.json"));

        meter.valkey("DEL", KEYS.batch("b2"));
        meter.valkey("ZREM", KEYS.leases(), "b2");

        assertThat(books()).isEqualTo(Golden.file("books.json"));
    }

    @Test
    void lostEventShowsAsADifference() {
        send(3);
        meter.valkey("RPOP", KEYS.events());

        assertThat(difference()).isEqualTo(1);
    }

    @Test
    void eventsOfOtherProducersAreAcceptedToo() {
        send(1);
        meter.valkey("LPUSH", KEYS.events(), "{}", "{}");
        claim("b1", 1);

        Api.get("/reconciliation")
                .body("accepted", equalTo(3))
                .body("foreign", equalTo(2))
                .body("difference", equalTo(0));
    }

    @Test
    void lostEventShowsAlthoughAnotherProducerHasPushed() throws Exception {
        send(2);
        meter.valkey("LPUSH", KEYS.events(), "{}", "{}");
        settle("b1", 2, 2);
        assertThat(difference()).isZero();

        send(3);
        meter.valkey("RPOP", KEYS.events());

        assertThat(difference()).isEqualTo(1);
    }

    @Test
    void eventsOfAnOlderApiAreNoForeigners() throws Exception {
        send(1);
        meter.valkey("LPUSH", KEYS.events(), "{}", "{}");
        meter.valkey("INCRBY", KEYS.accepted(), 2);
        settle("b1", 1, 1);

        Api.get("/reconciliation")
                .body("accepted", equalTo(3))
                .body("foreign", equalTo(0))
                .body("difference", equalTo(0));
    }

    @Test
    void valkeyThatLostEverythingIsToldByWhatIsGone() throws Exception {
        send(10);
        settle("b1", 7, 0);
        assertThat(difference()).isZero();
        send(2);

        meter.valkey("FLUSHDB");
        send(20);

        Api.get("/reconciliation")
                .body("accepted", equalTo(32))
                .body("forgotten", equalTo(7))
                .body("gone", equalTo(5))
                .body("difference", equalTo(5));
        settle("b2", 20, 0);
        assertThat(difference()).isEqualTo(5);
    }

    @Test
    void valkeyThatCameBackWithAnOldFileIsNoDoubleCount() throws Exception {
        send(10);
        settle("b1", 7, 0);
        assertThat(difference()).isZero();

        // Six were accepted and five of them claimed when the file was saved.
        meter.valkey("LTRIM", KEYS.events(), 0, 0);
        meter.valkey("SET", KEYS.own(), 6);
        meter.valkey("SET", KEYS.claimed(), 5);
        meter.valkey("SET", KEYS.claimedOwn(), 5);

        Api.get("/reconciliation")
                .body("forgotten", equalTo(2))
                .body("gone", equalTo(3))
                .body("difference", equalTo(3));
        // The sixth is delivered again, and found to be a duplicate.
        settle("b2", 1, 0);
        assertThat(difference()).isEqualTo(3);
    }

    @Test
    void whatWasClaimedSinceValkeyCameBackHidesNoLoss() throws Exception {
        send(10);
        settle("b1", 7, 0);
        assertThat(difference()).isZero();

        restartWithAnOldFile();
        settle("the sixth, a duplicate", 1, 0);
        send(4);
        settle("b3", 4, 0);

        Api.get("/reconciliation")
                .body("accepted", equalTo(15))
                .body("forgotten", equalTo(2))
                .body("gone", equalTo(3))
                .body("difference", equalTo(3));
    }

    /** Six were accepted and five of them claimed when it was saved. */
    private void restartWithAnOldFile() throws Exception {
        meter.valkey("LTRIM", KEYS.events(), 0, 0);
        meter.valkey("SET", KEYS.own(), 6);
        meter.valkey("SET", KEYS.claimed(), 5);
        meter.valkey("SET", KEYS.claimedOwn(), 5);
        restartWith(6, 5);
    }

    /** What was there is taken down at the first claim, and before another process was marked. */
    private void restartWith(int own, int claimed) throws Exception {
        String server = meter.valkey("INFO", "server").toString();
        String run = server.replaceAll("(?s).*run_id:(\\p{XDigit}+).*", "$1");
        meter.valkey("HSET", KEYS.start(), "run", run, "own", own, "claimed", claimed);
        meter.sql("UPDATE queue_marks SET run_id = 'another process'");
    }

    @Test
    void whatCameAfterValkeyCameBackWithEverythingIsNotGone() throws Exception {
        send(10);
        settle("b1", 7, 0);
        assertThat(difference()).isZero();

        restartWith(10, 7);
        send(4);
        settle("b2", 5, 0);

        Api.get("/reconciliation")
                .body("accepted", equalTo(14))
                .body("gone", equalTo(0))
                .body("difference", equalTo(0));
    }

    @Test
    void batchThatWasInHandsWhenValkeyForgotItIsFoundWhenItIsCommitted() throws Exception {
        send(10);
        settle("b1", 7, 0);
        take("b2", 2, 0);
        assertThat(difference()).isZero();

        meter.valkey("FLUSHDB");
        assertThat(difference()).isEqualTo(3);
        commit("b2", 2, 0, 0);

        assertThat(difference()).isEqualTo(1);
    }

    @Test
    void doubleCountIsStillOne() throws Exception {
        send(3);
        settle("b1", 3, 0);
        assertThat(difference()).isZero();

        commit("b1 again", 3, 0, 0);

        assertThat(difference()).isEqualTo(-3);
        assertThat(difference()).as("marked, and not forgiven").isEqualTo(-3);
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

    @Test
    void gaugesShowTheSameBooks() throws Exception {
        send(5);
        claim("b1", 2);
        gauges.refresh();

        assertThat(gauge("accepted")).isEqualTo(5);
        assertThat(gauge("queued")).isEqualTo(3);
        assertThat(gauge("in_flight")).isEqualTo(2);
        assertThat(metrics.get("flagmeter.reconciliation.difference").gauge().value()).isZero();
    }

    private double gauge(String state) {
        return metrics.get("flagmeter.reconciliation.events").tag("state", state).gauge().value();
    }
}
