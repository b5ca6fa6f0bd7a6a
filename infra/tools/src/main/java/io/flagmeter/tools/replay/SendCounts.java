package io.flagmeter.tools.replay;

import java.util.concurrent.atomic.LongAdder;

/** What became of the events sent so far; many senders write to it. */
final class SendCounts {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile String failure = "";

    void add(Answer answer) {
        accepted.add(answer.accepted());
        rejected.add(answer.rejected());
    }

    /** Keeps the first reason: the others follow from it. */
    synchronized void failed(String reason) {
        if (failure.isEmpty()) {
            failure = reason;
        }
    }

    long accepted() {
        return accepted.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    long answered() {
        return accepted() + rejected();
    }

    /** Why sending stopped before its end; empty if it did not. */
    String failure() {
        return failure;
    }
}
