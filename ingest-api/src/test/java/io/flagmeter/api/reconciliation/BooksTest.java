package io.flagmeter.api.reconciliation;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.queue.QueueKeys;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** Plays both sides of the books: clients that send, and workers, whose code is not known here. */
abstract class BooksTest {

    static final QueueKeys KEYS = QueueKeys.DEFAULT;

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    void send(int events) {
        for (int i = 0; i < events; i++) {
            Api.event("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}").statusCode(200);
        }
    }

    /** As a worker does, whose code is not known here. */
    void claim(String batch, int events) {
        for (int i = 0; i < events; i++) {
            meter.valkey("RPOPLPUSH", KEYS.events(), KEYS.batch(batch));
        }
        meter.valkey("INCRBY", KEYS.claimed(), events);
        meter.valkey("ZADD", KEYS.leases(), 1, batch);
    }

    /** As a worker of this release does: it says whose events they are. */
    void take(String batch, int own, int other) {
        claim(batch, own + other);
        meter.valkey("INCRBY", KEYS.claimedOwn(), own);
        meter.valkey("INCRBY", KEYS.claimedOther(), other);
    }

    void process(String batch, int own, int other) throws Exception {
        take(batch, own, other);
        commit(batch, own + other, 0, 0);
        meter.valkey("DEL", KEYS.batch(batch));
        meter.valkey("ZREM", KEYS.leases(), batch);
    }

    void commit(String batch, int applied, int duplicate, int dead) throws Exception {
        meter.sql(
                "INSERT INTO applied_batches (batch_id, applied, duplicate, dead, dead_letters)"
                        + " VALUES ('%s', %d, %d, %d, '{}')"
                                .formatted(batch, applied, duplicate, dead));
    }

    static int difference() {
        return Api.get("/reconciliation").statusCode(200).extract().path("difference");
    }
}
