package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Signals by the shell, because Java knows only two of them. */
enum Signal {
    KILL,
    STOP,
    CONT;

    /** To all of them by one command; a process that is gone already is no error. */
    void to(List<Long> pids) throws IOException, InterruptedException {
        String numbers = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        new ProcessBuilder("sh", "-c", "kill -" + name() + " " + numbers)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
