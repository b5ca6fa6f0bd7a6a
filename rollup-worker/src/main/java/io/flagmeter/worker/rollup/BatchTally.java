package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts the fates of a batch's events while it is applied, and what the totals grew by. */
final class BatchTally {

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
    BatchTally(Instant begun) {
        this.begun = begun;
    }

    void applied(int events, Sums sums, Instant now) {
        applied += events;
        folded += Math.toIntExact(sums.eventsOf(FeatureLimit.OTHER));
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
    BatchOutcome outcome(int crossings) {
        return new BatchOutcome(
                applied, duplicate, dead.size(), crossings, folded, List.copyOf(dead), false);
    }
}
