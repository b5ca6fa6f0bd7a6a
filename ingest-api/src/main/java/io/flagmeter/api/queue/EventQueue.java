package io.flagmeter.api.queue;

import java.util.List;
import java.util.function.Consumer;

/** Where accepted events go. */
public interface EventQueue {

    /**
     * Puts events on the queue, all or none of them. Call it on an event loop.
     *
     * @param payloads in the form of {@link io.flagmeter.model.event.EventCodec}
     * @param then told what became of them, on the same event loop, within two seconds
     */
    void push(List<byte[]> payloads, Consumer<Outcome> then);

    /** What became of pushed events. */
    enum Outcome {
        /** They are on the list: the client may forget them. */
        ACCEPTED,
        /** The queue is at its bound; nothing was taken. */
        FULL,
        /**
         * Valkey refused them, or did not answer in time. In the latter case they may be on the
         * list: a client that sends them again with the same ids is counted once.
         */
        UNAVAILABLE
    }
}
