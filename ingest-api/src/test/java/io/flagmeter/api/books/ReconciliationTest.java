package io.flagmeter.api.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.Golden;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.queue.QueueKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReconciliationTest {

    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    @Inject TestMeter meter;
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
                                + "\"queued\":0,\"inFlight\":0,\"difference\":0}");
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

        assertThat(books()).endsWith("\"queued\":2,\"inFlight\":0,\"difference\":1}");
    }

    @Test
    void eventsOfOtherProducersAreAcceptedToo() {
        send(1);
        meter.valkey("LPUSH", KEYS.events(), "{}", "{}");
        claim("b1", 1);

        assertThat(books()).startsWith("{\"accepted\":3,").endsWith("\"difference\":0}");
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
