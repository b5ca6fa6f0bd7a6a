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
 * A process as the operating system shows it: {@code /proc}, or what the JDK knows where there is
 * none. What is read there is open to every account, unlike {@code /proc/PID/exe}, which root in a
 * container may not read of a process of another account.
 */
public record OsProcess(ProcessHandle handle) {

    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isDirectory(PROC.resolve("self"));

    /** The process whose number stands in the first line of a file. */
    static Optional<OsProcess> namedIn(Path pidFile) {
        try {
            String line = Files.readAllLines(pidFile).getFirst().strip();
            return ProcessHandle.of(Long.parseLong(line)).map(OsProcess::new);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // No file, or half written by a process that was killed.
        }
    }

    /** A zombie is dead: where process 1 reaps nobody, as in many containers, it stays for ever. */
    public boolean isAlive() {
        if (!handle.isAlive() || !LINUX) {
            return handle.isAlive();
        }
        String stat = read("stat");
        int state = stat.lastIndexOf(')') + 2;
        return state < stat.length() && "ZX".indexOf(stat.charAt(state)) < 0;
    }

    /** Its program and its arguments; empty if it is gone. */
    public List<String> commandLine() {
        if (!LINUX) {
            return Stream.concat(
                            handle.info().command().stream(),
                            handle.info().arguments().stream().flatMap(Stream::of))
                    .toList();
        }
        String words = read("cmdline");
        return words.isEmpty() ? List.of() : List.of(words.split("\0"));
    }

    /** The program's name, of which the kernel keeps 15 characters. */
    public String name() {
        return LINUX
                ? read("comm").strip()
                : handle.info()
                        .command()
                        .map(command -> String.valueOf(Path.of(command).getFileName()))
                        .orElse("");
    }

    /** What it and its children take now. */
    public ResourceUse use() {
        return ResourceUse.of(handle);
    }

    /** Threads whose name, of which the kernel keeps 15 characters, begins so. */
    public int threads(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(folder().resolve("task"))) {
            return (int) tasks.filter(task -> read(task.resolve("comm")).startsWith(name)).count();
        }
    }

    /** A file of its folder in {@code /proc}; empty if it is gone or closed to us. */
    String read(String file) {
        return read(folder().resolve(file));
    }

    Path folder() {
        return PROC.resolve(Long.toString(handle.pid()));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
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
        List<OsProcess> all =
                Stream.concat(Stream.of(handle), handle.descendants()).map(OsProcess::new).toList();
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
