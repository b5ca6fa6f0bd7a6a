package io.flagmeter.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What the books say when Valkey has lost some of its memory, or all of it. */
@QuarkusTest
class ForgetfulValkeyTest extends BooksTest {

    @Test
    void valkeyThatLostEverythingIsToldByWhatIsGone() throws Exception {
        send(10);
        process("b1", 7, 0);
        assertThat(difference()).isZero();
        send(2);

        meter.valkey("FLUSHDB");
        send(20);

        Api.get("/reconciliation")
                .body("accepted", equalTo(32))
                .body("forgotten", equalTo(7))
                .body("gone", equalTo(5))
                .body("difference", equalTo(5));
        process("b2", 20, 0);
        assertThat(difference()).isEqualTo(5);
    }

    @Test
    void valkeyThatCameBackWithAnOldFileIsNoDoubleCount() throws Exception {
        send(10);
        process("b1", 7, 0);
        assertThat(difference()).isZero();

        bringBackAnOldFile();

        Api.get("/reconciliation")
                .body("forgotten", equalTo(2))
                .body("gone", equalTo(3))
                .body("difference", equalTo(3));
        // The sixth is delivered again, and found to be a duplicate.
        process("b2", 1, 0);
        assertThat(difference()).isEqualTo(3);
    }

    @Test
    void whatWasClaimedSinceValkeyCameBackHidesNoLoss() throws Exception {
        send(10);
        process("b1", 7, 0);
        assertThat(difference()).isZero();

        bringBackAnOldFile();
        restartWith(6, 5);
        process("the sixth, a duplicate", 1, 0);
        send(4);
        process("b3", 4, 0);

        Api.get("/reconciliation")
                .body("accepted", equalTo(15))
                .body("forgotten", equalTo(2))
                .body("gone", equalTo(3))
                .body("difference", equalTo(3));
    }

    /** Six were accepted and five of them claimed when it was saved. */
    private void bringBackAnOldFile() {
        meter.valkey("LTRIM", KEYS.events(), 0, 0);
        meter.valkey("SET", KEYS.own(), 6);
        meter.valkey("SET", KEYS.claimed(), 5);
        meter.valkey("SET", KEYS.claimedOwn(), 5);
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
        process("b1", 7, 0);
        assertThat(difference()).isZero();

        restartWith(10, 7);
        send(4);
        process("b2", 5, 0);

        Api.get("/reconciliation")
                .body("accepted", equalTo(14))
                .body("gone", equalTo(0))
                .body("difference", equalTo(0));
    }

    @Test
    void batchThatWasInHandsWhenValkeyForgotItIsFoundWhenItIsCommitted() throws Exception {
        send(10);
        process("b1", 7, 0);
        take("b2", 2, 0);
        assertThat(difference()).isZero();

        meter.valkey("FLUSHDB");
        assertThat(difference()).isEqualTo(3);
        commit("b2", 2, 0, 0);

        assertThat(difference()).isEqualTo(1);
    }
}
