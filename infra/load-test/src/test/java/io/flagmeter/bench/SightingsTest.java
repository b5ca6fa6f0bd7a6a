package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SightingsTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void theNthCountedIsTheNthSent() {
        var sightings = new Sightings();
        sightings.add(10 * MS, 1);
        sightings.add(30 * MS, 3);

        var latencies = sightings.since(new long[] {0, 5 * MS, 20 * MS});

        assertThat(latencies.count()).isEqualTo(3);
        assertThat(latencies.millis(1)).isBetween(9.9, 10.1); // first: seen at 10, third: 30 - 20
        assertThat(latencies.millis(100)).isBetween(24.9, 25.1); // second: seen at 30, due at 5
    }

    @Test
    void whatWasNeverSeenIsMissing() {
        var sightings = new Sightings();
        sightings.add(10 * MS, 2);

        assertThat(sightings.since(new long[] {0, 1, 2}).count()).isEqualTo(2);
    }

    @Test
    void aTotalThatDidNotGrowSaysNothing() {
        var sightings = new Sightings();
        sightings.add(10 * MS, 1);
        sightings.add(90 * MS, 1);

        assertThat(sightings.counted()).isEqualTo(1);
        assertThat(sightings.since(new long[] {0}).millis(100)).isBetween(9.9, 10.1);
    }

    @Test
    void moreThanWasSentIsNobodysLatency() {
        var sightings = new Sightings();
        sightings.add(10 * MS, 5);

        assertThat(sightings.since(new long[] {0, 1}).count()).isEqualTo(2);
    }
}
