package io.flagmeter.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.queue.QueuePartitions;
import io.flagmeter.server.queue.HighWater.Height;
import org.junit.jupiter.api.Test;

class HighWaterTest {

    private final HighWater highWater = new HighWater(new QueuePartitions(1));

    @Test
    void answersThatOvertakeOneAnotherAreNoFall() {
        highWater.seen(0, 0, 20, 10);
        highWater.seen(0, 0, 10, 10);

        assertThat(highWater.heights()).containsExactly(new Height(20, 20));
    }

    @Test
    void afterAFallTheOldHeightStandsHoweverManyNewEventsCome() {
        highWater.seen(0, 0, 20, 20);
        long first = highWater.of(0);
        long second = highWater.of(0);

        highWater.seen(0, first, 31, 18);
        highWater.seen(0, second, 13, 1);
        highWater.seen(0, highWater.of(0), 90, 59);

        assertThat(highWater.heights()).containsExactly(new Height(20, 12));
    }

    @Test
    void afterTheFallWasNotedItRisesAnew() {
        highWater.seen(0, 0, 20, 20);
        highWater.seen(0, 20, 5, 5);
        highWater.reset(0, 5);

        highWater.seen(0, highWater.of(0), 6, 1);

        assertThat(highWater.heights()).containsExactly(new Height(6, 6));
    }
}
