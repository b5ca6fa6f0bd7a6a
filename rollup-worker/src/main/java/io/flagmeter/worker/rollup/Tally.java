package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts the fates of a batch's events while it is applied, and what the totals grew by. */
final class Tally {

    private final Instant begun;
    private int applied;
    private int folded;
    private int duplicate;
    private final List<byte[]> dead = new ArrayList<>();
    private final Growth growth = new Growth();

    /**
     * Of a batch that is begun.
     *
     * @param begun what its dead letters carry as their time
     */
    Tally(Instant begun) {
        this.begun = begun;
    }

    void applied(int events, Sums sums, Instant now) {
        applied += events;
        folded += Math.toIntExact(sums.eventsOf(FeatureBound.OTHER));
        growth.add(sums, now);
    }

    void duplicate(int events) {
        duplicate += events;
    }

    void dead(DeadLetter letter) {
        dead.add(letter.encode(begun));
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
