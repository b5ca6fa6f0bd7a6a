package io.flagmeter.server.queue;

import io.flagmeter.server.queue.EventQueue.Outcome;
import java.util.function.Consumer;

/**
 * Waits for the outcome of each part of a request, and then tells the worst.
 *
 * <p>Not thread-safe: everything happens on the event loop.
 */
final class WorstOf implements Consumer<Outcome> {

    private final Consumer<Outcome> then;
    private int missing;
    private Outcome worst = Outcome.ACCEPTED;

    WorstOf(int parts, Consumer<Outcome> then) {
        this.missing = parts;
        this.then = then;
    }

    @Override
    public void accept(Outcome part) {
        if (part != Outcome.ACCEPTED) {
            worst = part;
        }
        missing--;
        if (missing == 0) {
            then.accept(worst);
        }
    }
}
