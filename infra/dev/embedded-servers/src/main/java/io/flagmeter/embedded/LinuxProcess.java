package io.flagmeter.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process as {@code /proc} shows it. What is read there is open to every account, unlike {@code
 * /proc/PID/exe}, which root in a container may not read of a process of another account.
 */
record LinuxProcess(ProcessHandle handle) {

    /** The process whose number stands in the first line of a file. */
    static Optional<LinuxProcess> namedIn(Path pidFile) {
        try {
            String line = Files.readAllLines(pidFile).getFirst().strip();
            return ProcessHandle.of(Long.parseLong(line)).map(LinuxProcess::new);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // No file, or half written by a process that was killed.
        }
    }

    /** A zombie is dead: where process 1 reaps nobody, as in many containers, it stays for ever. */
    boolean isAlive() {
        if (!handle.isAlive()) {
            return false;
        }
        try {
            String stat = read("stat");
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    List<String> commandLine() {
        try {
            return List.of(read("cmdline").split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    private String read(String file) throws IOException {
        Path path = Path.of("/proc", Long.toString(handle.pid()), file);
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    }

    /** Java has no other signals than TERM and KILL; the shell's own {@code kill} is everywhere. */
    void interrupt() {
        Command.run(List.of("sh", "-c", "kill -INT \"$0\"", Long.toString(handle.pid())));
    }

    void terminate() {
        handle.destroy();
    }

    /** Kills it and what it started, and returns when all of it is gone. */
    void kill() {
        List<LinuxProcess> all =
                Stream.concat(Stream.of(handle), handle.descendants())
                        .map(LinuxProcess::new)
                        .toList();
        all.forEach(process -> process.handle.destroyForcibly());
        all.forEach(process -> process.awaitEnd(Duration.ofSeconds(30)));
    }

    void awaitEnd(Duration limit) {
        Patience.of(limit)
                .until(
                        () -> !isAlive(),
                        () -> "process %d still runs after %s".formatted(handle.pid(), limit));
    }
}
