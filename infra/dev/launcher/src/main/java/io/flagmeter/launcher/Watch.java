package io.flagmeter.launcher;

import io.flagmeter.embedded.LogTail;
import io.flagmeter.embedded.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The foreground of {@code up}: says what dies and what comes back, and ends with the stack. */
final class Watch {

    private static final int LOG_LINES = 15;
    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final LocalStack stack;
    private final Screen screen;
    private final Map<String, PidFile> parts = new LinkedHashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> dead = new HashSet<>();
    private volatile boolean stopping;

    Watch(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
        for (Server server : Server.values()) {
            if (server.replacement().isEmpty()) {
                parts.put(server.label(), stack.pidFile(server));
            }
        }
        Service.ALL.forEach(service -> parts.put(service.name(), stack.pidFile(service)));
    }

    /** Exit status 0 if {@code flagmeter down} ended it, 1 if everything died. */
    int untilStopped(OnInterrupt interrupt) {
        interrupt.doThis(this::stopEverything);
        while (true) {
            Patience.pause(INTERVAL);
            if (parts.values().stream().noneMatch(PidFile::exists)) {
                interrupt.doNothing();
                screen.line("Stopped by another ./flagmeter.");
                return 0;
            }
            parts.forEach(this::look);
            if (dead.size() == parts.size()) {
                interrupt.doNothing();
                screen.line("Nothing runs any more.");
                return 1;
            }
        }
    }

    /** Dead is what stays away for two looks with its pid file there: else it is being stopped. */
    private void look(String name, PidFile pidFile) {
        Optional<ProcessHandle> process = pidFile.process();
        boolean away = process.isEmpty() && pidFile.exists() && !stopping;
        if (process.isPresent() && dead.remove(name)) {
            screen.line(
                    screen.green("✓ ") + name + " runs again, pid " + process.get().pid() + ".");
        }
        if (!away) {
            missing.remove(name);
        } else if (!missing.add(name) && dead.add(name)) {
            sayItDied(name, pidFile);
        }
    }

    private void sayItDied(String name, PidFile pidFile) {
        screen.line("");
        screen.line(
                screen.red(
                                "✗ %s (pid %s) died."
                                        .formatted(
                                                name,
                                                pidFile.pid().map(String::valueOf).orElse("?")))
                        + " The end of its log:");
        LogTail.of(stack.directory().log(name))
                .lines(LOG_LINES)
                .forEach(line -> screen.line("  " + screen.dim(line)));
        screen.line("Start it again from another terminal: ./flagmeter up --detach");
    }

    /** Ends the JVM by itself: a server asked to stop and stopped is no failure. */
    private void stopEverything() {
        stopping = true;
        screen.line("");
        screen.line("Stopping.");
        try {
            StopStack.everything(stack, screen, Down.PATIENCE);
            screen.line("Everything is stopped; the data stays.");
            Runtime.getRuntime().halt(0);
        } catch (IOException | RuntimeException e) {
            screen.line("flagmeter: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
