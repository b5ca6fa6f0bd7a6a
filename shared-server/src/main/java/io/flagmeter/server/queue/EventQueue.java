package io.flagmeter.server.queue;

import io.flagmeter.model.event.UsageEvent;
import java.util.List;
import java.util.function.Consumer;

/** Where accepted events go. */
public interface EventQueue {

    /**
     * Puts events on the queue: those of one partition all or none. Call it on an event loop.
     *
     * @param then told what became of them, on the same event loop, within two seconds
     */
    void push(List<UsageEvent> events, Consumer<Outcome> then);

    /** What became of pushed events. */
    enum Outcome {
        /** They are on the list: the client may forget them. */
        ACCEPTED,
        /** The queue is at its bound, as far as is known; nothing was taken. */
        FULL,
        /**
         * Valkey refused them, or did not answer in time. In the latter case, and those of another
         * partition, they may be on the list: a client that sends them again with the same ids is
         * counted once.
         */
        UNAVAILABLE
    }
}
