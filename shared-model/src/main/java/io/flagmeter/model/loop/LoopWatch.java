package io.flagmeter.model.loop;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Notices that a loop no longer turns, says so, and in the end ends the process, so that whoever
 * keeps it running starts it anew. A loop that waits for a dependency turns: it tries again and
 * again. What is noticed here is a wait that never ends, of which no time-out knows.
 *
 * <p>Looks are counted and not time: a process that was stopped, or a machine that slept, has
 * looked as seldom as its loop has turned.
 */
public final class LoopWatch implements AutoCloseable {

    /** So many without a turn between them mean that the loop stands still. */
    private static final int LOOKS = 100;

    /** Time for a supervisor that asks, to do it in its own way. */
    private static final int LOOKS_TO_THE_END = LOOKS + LOOKS / 10;

    private static final int EXIT_STATUS = 70;

    private final String loop;
    private final Duration pause;
    private final Consumer<String> log;
    private final Thread thread;
    private volatile int looks;

    /**
     * @param longestTurn longer than any turn of the loop takes that will end
     * @param log where it is said
     */
    public LoopWatch(String loop, Duration longestTurn, Consumer<String> log) {
        this.loop = loop;
        this.pause = longestTurn.dividedBy(LOOKS);
        this.log = log;
        // Not a virtual one: those may be what stands still.
        this.thread = Thread.ofPlatform().daemon().name("watch-" + loop).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Called by the loop, once a turn. */
    public void turned() {
        looks = 0;
    }

    /** Whether the loop has not turned for longer than any turn takes. */
    public boolean isStuck() {
        return looks >= LOOKS;
    }

    private void run() {
        try {
            while (looks < LOOKS_TO_THE_END) {
                Thread.sleep(pause);
                look();
            }
        } catch (InterruptedException closed) {
            return;
        }
        Runtime.getRuntime().halt(EXIT_STATUS);
    }

    /** One more; only the watch's thread adds, and a turn in between may be missed by one look. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void look() {
        looks++;
        if (looks == LOOKS) {
            log.accept(
                    "%s has not turned for %d s and will not: ending the process, to be started anew"
                            .formatted(loop, pause.multipliedBy(LOOKS).toSeconds()));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
