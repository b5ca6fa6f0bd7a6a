package io.flagmeter.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldBytesTest {

    private final AtomicLong now = new AtomicLong();
    private final HeldBytes held = new HeldBytes(100, now::get);
    private final List<String> madeWay = new ArrayList<>();

    private final class Client implements HeldBytes.Holder {

        private final String name;

        Client(String name) {
            this.name = name;
        }

        @Override
        public void makeWay() {
            madeWay.add(name);
        }
    }

    private void pass(int millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void whoHoldsLongestMakesWay() {
        var slow = new Client("slow");
        var quick = new Client("quick");
        assertThat(held.hold(slow, 40)).isTrue();
        pass(600);
        assertThat(held.hold(quick, 40)).isTrue();
        pass(600);
        assertThat(held.hold(slow, 50)).isTrue();

        assertThat(held.hold(new Client("third"), 60)).isTrue();

        assertThat(madeWay).containsExactly("slow");
        assertThat(held.held()).isEqualTo(100);
    }

    @Test
    void whoHasJustComeDoesNotMakeWay() {
        assertThat(held.hold(new Client("first"), 60)).isTrue();
        pass(900);

        assertThat(held.hold(new Client("second"), 60)).isFalse();

        assertThat(madeWay).isEmpty();
        assertThat(held.held()).isEqualTo(60);
    }

    @Test
    void whatIsReleasedIsFree() {
        var client = new Client("client");
        assertThat(held.hold(client, 60)).isTrue();
        assertThat(held.hold(client, 100)).isTrue();
        assertThat(held.hold(client, 101)).isFalse();

        held.release(client);

        assertThat(held.held()).isZero();
        assertThat(held.hold(new Client("next"), 100)).isTrue();
    }

    @Test
    void nobodyMakesWayForItself() {
        var client = new Client("client");
        assertThat(held.hold(client, 60)).isTrue();
        pass(1_100);

        assertThat(held.hold(client, 101)).isFalse();

        assertThat(madeWay).isEmpty();
        assertThat(held.held()).isEqualTo(60);
    }

    @Test
    void whatIsLeavingIsNotGivenAwayTwice() {
        var leaving = new Client("leaving");
        assertThat(held.hold(leaving, 60)).isTrue();
        pass(1_100);
        assertThat(held.hold(new Client("second"), 60)).isTrue();
        pass(1_100);

        assertThat(held.hold(new Client("third"), 60)).isFalse();
        held.release(leaving);

        assertThat(held.hold(new Client("third"), 60)).isTrue();
        assertThat(madeWay).containsExactly("leaving", "second");
    }
}
