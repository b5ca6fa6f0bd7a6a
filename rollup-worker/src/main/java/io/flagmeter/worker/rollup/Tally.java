package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.DeadLetter;
import java.util.ArrayList;
import java.util.List;

/** Counts the fates of a batch's events while it is applied. */
final class Tally {

    private int applied;
    private int duplicate;
    private final List<byte[]> dead = new ArrayList<>();

    void applied(int events) {
        applied += events;
    }

    void duplicate(int events) {
        duplicate += events;
    }

    void dead(DeadLetter letter) {
        dead.add(letter.encode());
    }

    Outcome outcome() {
        return new Outcome(applied, duplicate, dead.size(), List.copyOf(dead), false);
    }
}
