package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts the fates of a batch's events while it is applied, and what the totals grew by. */
final class Tally {

    private int applied;
    private int folded;
    private int duplicate;
    private final List<byte[]> dead = new ArrayList<>();
    private final Growth growth = new Growth();

    void applied(int events, Sums sums, Instant now) {
        applied += events;
        folded += Math.toIntExact(sums.eventsOf(FeatureBound.OTHER));
        growth.add(sums, now);
    }

    void duplicate(int events) {
        duplicate += events;
    }

    void dead(DeadLetter letter) {
        dead.add(letter.encode());
    }

    Growth growth() {
        return growth;
    }

    /**
     * @param crossings thresholds that the totals passed
     */
    Outcome outcome(int crossings) {
        return new Outcome(
                applied, duplicate, dead.size(), crossings, folded, List.copyOf(dead), false);
    }
}
