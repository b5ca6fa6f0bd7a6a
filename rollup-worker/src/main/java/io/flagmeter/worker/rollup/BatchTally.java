package io.flagmeter.worker.rollup;

import io.flagmeter.model.crossing.PeriodIncrease;
import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.rollup.RollupKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts the fates of a batch's events while it is applied, and what the totals grew by. */
final class BatchTally {

    private final Clock clock;
    private final Instant begun;
    private int applied;
    private int folded;
    private int duplicate;
    private final List<byte[]> dead = new ArrayList<>();
    private final List<Sums> parts = new ArrayList<>();

    /** Of a batch that is begun now, which is the time that its dead letters carry. */
    BatchTally(Clock clock) {
        this.clock = clock;
        this.begun = clock.instant();
    }

    void applied(int events, Sums sums) {
        applied += events;
        folded += Math.toIntExact(sums.eventsOf(RollupKey.OTHER));
        parts.add(sums);
    }

    void duplicate(int events) {
        duplicate += events;
    }

    void dead(DeadLetter letter) {
        dead.add(letter.encode(begun));
    }

    List<PeriodIncrease> increases() {
        return Sums.increases(parts, clock.instant());
    }

    /**
     * @param crossings thresholds that the totals passed
     */
    BatchOutcome outcome(int crossings) {
        return new BatchOutcome(
                applied, duplicate, dead.size(), crossings, folded, List.copyOf(dead), false);
    }
}
