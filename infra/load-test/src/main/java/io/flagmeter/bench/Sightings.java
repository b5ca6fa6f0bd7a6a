package io.flagmeter.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How many events a quota check showed, and when. The n-th event counted is taken for the n-th
 * sent: events carry one token each, so a total does not tell which of them it holds.
 */
final class Sightings {

    record Sighting(long nanoTime, long counted) {}

    private final List<Sighting> sightings = new ArrayList<>();

    /** Only growth is worth remembering. */
    void add(long nanoTime, long counted) {
        if (counted > counted()) {
            sightings.add(new Sighting(nanoTime, counted));
        }
    }

    long counted() {
        return sightings.isEmpty() ? 0 : sightings.getLast().counted();
    }

    /**
     * The time from when each event was due until it was seen; those that were never seen are
     * missing.
     *
     * @param due in the order of sending, by the clock of the sightings
     */
    Latencies since(long[] due) {
        var latencies = new Latencies();
        int next = 0;
        for (Sighting sighting : sightings) {
            for (; next < Math.min(sighting.counted(), due.length); next++) {
                latencies.add(sighting.nanoTime() - due[next]);
            }
        }
        return latencies;
    }
}
