package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyRoomTest {

    @Test
    void bodiesShareASixteenthOfTheHeap() {
        assertThat(new BodyRoom(1_000, 160_000).left()).isEqualTo(10_000);
    }

    @Test
    void oneBodyFitsHoweverSmallTheHeap() {
        assertThat(new BodyRoom(1_000, 160).take(1_000)).isTrue();
    }

    @Test
    void refusalTakesNothing() {
        var room = new BodyRoom(1_000, 0);

        assertThat(room.take(700)).isTrue();
        assertThat(room.take(301)).isFalse();
        assertThat(room.take(300)).isTrue();
        room.giveBack(700);
        assertThat(room.left()).isEqualTo(700);
    }
}
