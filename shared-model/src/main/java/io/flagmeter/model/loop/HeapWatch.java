package io.flagmeter.model.loop;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Notices that a process does little else than collect garbage, because what it holds leaves next
 * to nothing of its heap, says so, and ends the process, so that whoever keeps it running starts it
 * anew. The JVM itself does so only where nothing is left, and {@code -XX:+UseGCOverheadLimit} is
 * for the parallel collector.
 */
public final class HeapWatch {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * So many that found too much. Looks and not time: a process that was stopped, or a machine
     * that slept, in the middle of a collection has looked once since.
     */
    private static final int LOOKS = 30;

    /** How many of them one is worth that found time for work. */
    private static final int WORTH_OF_A_GOOD_ONE = 3;

    /**
     * In percent of the time between two looks. A heap with room to work in needs a tenth of it,
     * and less than three tenths under the attacks of HostileClientsIT; one that is all but full
     * needs more than half even where a busy machine lets the collector wait.
     */
    private static final int TOO_MUCH = 50;

    private static final int EXIT_STATUS = 70;

    private final Duration pause;
    private final Consumer<String> log;
    private int strained;
    private long lookedAt;
    private long collectedBefore;

    HeapWatch(Duration pause, Consumer<String> log) {
        this.pause = pause;
        this.log = log;
    }

    /**
     * Watches this process until it ends.
     *
     * @param log where it is said
     */
    public static void start(Consumer<String> log) {
        new HeapWatch(PAUSE, log).start();
    }

    void start() {
        // All that a look needs is made now: there may be no room for it later.
        GarbageCollectorMXBean[] collectors =
                ManagementFactory.getGarbageCollectorMXBeans()
                        .toArray(new GarbageCollectorMXBean[0]);
        look(System.nanoTime(), collectedMillis(collectors));
        Thread.ofPlatform().daemon().name("watch-heap").start(() -> run(collectors));
    }

    private void run(GarbageCollectorMXBean[] collectors) {
        try {
            while (!isExhausted()) {
                Thread.sleep(pause);
                look(System.nanoTime(), collectedMillis(collectors));
            }
            log.accept(
                    "collecting garbage took more than %d %% of %d s, the heap is all but"
                                    .formatted(TOO_MUCH, pause.multipliedBy(LOOKS).toSeconds())
                            + " full: ending the process, to be started anew");
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        } finally {
            // Also where nothing is left to say it with.
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
    }

    private static long collectedMillis(GarbageCollectorMXBean[] collectors) {
        long sum = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            sum += collector.getCollectionTime();
        }
        return sum;
    }

    void look(long nanoTime, long collectedMillis) {
        long collected = (collectedMillis - collectedBefore) * 1_000_000;
        boolean tooMuch = collected * 100 > (nanoTime - lookedAt) * TOO_MUCH;
        strained = tooMuch ? strained + 1 : Math.max(0, strained - WORTH_OF_A_GOOD_ONE);
        lookedAt = nanoTime;
        collectedBefore = collectedMillis;
    }

    boolean isExhausted() {
        return strained >= LOOKS;
    }
}
