package io.flagmeter.bench;

import java.util.function.Consumer;

/**
 * What every part of a run shares.
 *
 * @param progress one line for whoever waits
 */
record Session(BenchStack stack, Size size, Figures figures, Consumer<String> progress) {

    void say(String line) {
        progress.accept(line);
    }
}
