package io.flagmeter.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.Golden;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReconciliationTest extends BooksTest {

    @Inject BooksMetrics gauges;
    @Inject MeterRegistry metrics;

    private static String books() {
        return Api.get("/reconciliation").statusCode(200).extract().asString();
    }

    @Test
    void nothingIsBalanced() {
        assertThat(books())
                .isEqualTo(
                        "{\"accepted\":0,\"applied\":0,\"duplicate\":0,\"deadLettered\":0,"
                                + "\"queued\":0,\"inFlight\":0,\"lost\":0,\"difference\":0,"
                                + "\"voided\":0,\"foreign\":0,\"forgotten\":0,\"gone\":0}");
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
        process("b1", 2, 2);
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
        process("b1", 1, 1);

        Api.get("/reconciliation")
                .body("accepted", equalTo(3))
                .body("foreign", equalTo(0))
                .body("difference", equalTo(0));
    }

    @Test
    void doubleCountIsStillOne() throws Exception {
        send(3);
        process("b1", 3, 0);
        assertThat(difference()).isZero();

        commit("b1 again", 3, 0, 0);

        assertThat(difference()).isEqualTo(-3);
        assertThat(difference()).as("marked, and not forgiven").isEqualTo(-3);
    }

    @Test
    void gaugesShowTheSameBooks() throws Exception {
        send(5);
        claim("b1", 2);
        await().untilAsserted(
                        () -> {
                            gauges.refresh();
                            assertThat(gauge("accepted")).isEqualTo(5);
                        });

        assertThat(gauge("queued")).isEqualTo(3);
        assertThat(gauge("in_flight")).isEqualTo(2);
        assertThat(metrics.get("flagmeter.reconciliation.difference").gauge().value()).isZero();
    }

    private double gauge(String state) {
        return metrics.get("flagmeter.reconciliation.events").tag("state", state).gauge().value();
    }
}
