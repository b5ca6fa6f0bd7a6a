package io.flagmeter.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowRoomTest {

    private final RowRoom room = new RowRoom(10);
    private final List<String> told = new ArrayList<>();

    @Test
    void nobodyWaitsOnForWhatWhoeverWasFirstDoesNotTake() {
        assertThat(room.take(10, () -> {})).isTrue();
        assertThat(room.take(6, () -> told.add("first, who has given up"))).isFalse();
        assertThat(room.take(6, () -> told.add("second"))).isFalse();

        room.giveBack(10);

        assertThat(told).containsExactly("first, who has given up", "second");
        assertThat(room.take(10, () -> {})).isTrue();
    }

    @Test
    void whoWaitsIsToldOnce() {
        assertThat(room.take(10, () -> {})).isTrue();
        assertThat(room.take(6, () -> told.add("waits"))).isFalse();

        room.giveBack(1);
        room.giveBack(9);

        assertThat(told).containsExactly("waits");
    }
}
