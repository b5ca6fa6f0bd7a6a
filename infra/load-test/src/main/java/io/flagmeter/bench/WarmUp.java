package io.flagmeter.bench;

import java.io.IOException;

/**
 * Lets a server compile its code before it is measured: how long that takes depends on the machine
 * and on what else it does, so a fixed time would be too short here and too long there.
 */
final class WarmUp {

    private static final int FEWEST = 3;
    private static final int MOST = 10;

    /** Less growth than this is noise. */
    private static final double GROWTH = 1.05;

    /** A short piece of the work that is measured afterwards. */
    interface Step {
        Rate run() throws IOException;
    }

    private WarmUp() {}

    /** Repeats the step until it stops getting faster. */
    static void with(Step step) throws IOException {
        double best = 0;
        for (int i = 1; i <= MOST; i++) {
            double rate = step.run().perSecond();
            if (i >= FEWEST && rate < best * GROWTH) {
                return;
            }
            best = Math.max(best, rate);
        }
    }
}
