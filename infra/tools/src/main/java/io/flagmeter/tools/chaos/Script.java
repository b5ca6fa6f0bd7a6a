package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@code ./flagmeter} script of a clone, with a state folder of its own. */
final class Script {
    private final Path checkout;
    private final Path home;
    private final Map<String, String> settings;
    private volatile @Nullable Process running;

    Script(Path checkout, Path home, Map<String, String> settings) {
        this.checkout = checkout;
        this.home = home;
        this.settings = Map.copyOf(settings);
    }

    Path checkout() {
        return checkout;
    }

    Path home() {
        return home;
    }

    /** Runs a command; its output goes to {@code logs/chaos.log}. Returns its exit status. */
    int run(List<String> words) throws IOException, InterruptedException {
        // Our terminal's Ctrl-C is for us: what is under way is ended in order by stop().
        var command = new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.add(checkout.resolve("flagmeter").toString());
        command.addAll(words);
        Process process = start(command, "chaos", settings);
        running = process;
        try {
            return process.waitFor();
        } finally {
            running = null;
        }
    }

    /** Ends the command under way, which takes back what it has not finished. */
    void stop() throws InterruptedException {
        Process process = running;
        if (process != null) {
            process.destroy();
            boolean ignored = process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    /** Starts a program with nothing of ours or Quarkus's in its environment but these. */
    Process start(List<String> command, String log, Map<String, String> environment)
            throws IOException {
        Path logs = home.resolve("logs");
        Files.createDirectories(logs);
        var builder =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        logs.resolve(log + ".log").toFile()));
        builder.environment().keySet().removeIf(Script::isSetting);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean isSetting(String variable) {
        return variable.startsWith("FLAGMETER_")
                || variable.startsWith("QUARKUS_")
                || variable.equals("DATABASE_URL")
                || variable.equals("VALKEY_URL");
    }
}
