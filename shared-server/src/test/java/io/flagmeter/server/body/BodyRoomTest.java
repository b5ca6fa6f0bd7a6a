package io.flagmeter.server.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyRoomTest {

    @Test
    void bodiesShareASixteenthOfTheHeap() {
        assertThat(new BodyRoom(1_000, 160_000).left()).isEqualTo(10_000);
    }

    @Test
    void refusalTakesNothing() {
        var room = new BodyRoom(1_000, 16_000);

        assertThat(room.take(700)).isTrue();
        assertThat(room.take(301)).isFalse();
        assertThat(room.take(300)).isTrue();
        room.giveBack(700);
        assertThat(room.left()).isEqualTo(700);
    }
}
