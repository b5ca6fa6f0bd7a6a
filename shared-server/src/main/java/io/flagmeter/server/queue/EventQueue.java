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

    /**
     * Puts events of one tenant on the queue and has each limit count them, or neither if one of
     * the limits refuses them. A limit whose home is another partition is asked before, and has
     * counted them also where a later one refuses.
     *
     * @param then as above
     */
    void push(List<UsageEvent> events, List<Check> checks, Consumer<Answer> then);

    /** Has each limit count a request that is no event, or none of them. Otherwise as above. */
    void check(List<Check> checks, Consumer<Answer> then);

    /**
     * What became of a request, and how it left its limits.
     *
     * @param standings none unless Valkey has answered
     */
    record Answer(Outcome outcome, List<Standing> standings) {

        private static final Answer FREE = new Answer(Outcome.ACCEPTED, List.of());
        private static final Answer UNAVAILABLE = new Answer(Outcome.UNAVAILABLE, List.of());

        public Answer {
            standings = List.copyOf(standings);
        }

        static Answer of(List<Standing> standings) {
            for (Standing standing : standings) {
                if (standing.isPassed()) {
                    return new Answer(Outcome.LIMITED, standings);
                }
            }
            return new Answer(Outcome.ACCEPTED, standings);
        }

        static Answer without(Outcome outcome) {
            return switch (outcome) {
                case ACCEPTED -> FREE;
                case UNAVAILABLE -> UNAVAILABLE;
                case FULL, LIMITED -> new Answer(outcome, List.of());
            };
        }
    }

    /** What became of pushed events. */
    enum Outcome {
        /** They are on the list: the client may forget them. */
        ACCEPTED,
        /** The queue is at its bound, as far as is known; nothing was taken. */
        FULL,
        /** A limit refuses them; nothing was taken. */
        LIMITED,
        /**
         * Valkey refused them, or did not answer in time. In the latter case, and those of another
         * partition, they may be on the list: a client that sends them again with the same ids is
         * counted once.
         */
        UNAVAILABLE
    }
}
