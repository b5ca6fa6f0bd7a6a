package io.flagmeter.launcher;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Another program in our place: it has our terminal, and we end as it does. */
final class HandOver {

    private HandOver() {}

    static int to(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        Process process = builder.start();
        // A Ctrl-C reaches both of us, a SIGTERM only who was meant.
        var passOn = Thread.ofPlatform().unstarted(() -> end(process));
        Runtime.getRuntime().addShutdownHook(passOn);
        return process.waitFor();
    }

    private static void end(Process process) {
        process.destroy();
        process.onExit().join();
    }
}
