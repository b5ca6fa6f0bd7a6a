package io.flagmeter.tools.replay;

import io.flagmeter.tools.Reconciliation;
import io.flagmeter.tools.Usage;
import java.util.Optional;

/**
 * What the meter showed last.
 *
 * @param usage empty while the tenant is unknown, which counts as no tokens
 * @param quiet whether the worker had nothing left to do
 * @param problem why the last look failed; empty if it did not
 */
record Counted(
        Optional<Reconciliation> books, Optional<Usage> usage, boolean quiet, String problem) {
    static final Counted NOTHING = new Counted(Optional.empty(), Optional.empty(), false, "");

    /** Keeps the last numbers seen: they are better than none when the end comes. */
    Counted unreadable(String problem) {
        return new Counted(books, usage, false, problem);
    }

    long tokens(Target target) {
        return usage.map(seen -> seen.tokens(target.feature())).orElse(0L);
    }

    @Override
    public String toString() {
        if (quiet) {
            return "comparing";
        }
        return "waiting for the worker: " + (problem.isEmpty() ? queues() : problem);
    }

    private String queues() {
        return books.map(seen -> seen.queued() + " queued, " + seen.inFlight() + " in flight")
                .orElse("asking");
    }
}
