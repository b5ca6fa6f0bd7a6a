package io.flagmeter.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What /proc tells of a process. */
public record LinuxProcess(ProcessHandle handle) {

    /** Of the kernel's clock that /proc counts processor time in; the same on every Linux. */
    private static final double TICKS_PER_SECOND = 100;

    /** Counted from the end of the name, which may hold blanks: utime, stime, cutime, cstime. */
    private static final int UTIME = 11;

    public List<String> commandLine() throws IOException {
        return List.of(read(handle.pid(), "cmdline").split("\0"));
    }

    /** Threads whose name, of which the kernel keeps 15 characters, begins so. */
    public int threads(String name) throws IOException {
        try (Stream<Path> tasks =
                Files.list(Path.of("/proc", String.valueOf(handle.pid()), "task"))) {
            return (int) tasks.filter(task -> nameOf(task).startsWith(name)).count();
        }
    }

    /**
     * Megabytes of it and its children. A page that several processes map counts for each of them
     * by its share (PSS): PostgreSQL's buffers once, not once a connection.
     */
    public double residentMegabytes() {
        return family().mapToLong(pid -> pss(readOrNothing(pid, "smaps_rollup"))).sum() / 1024.0;
    }

    /** Processor time of it, its children, and the children that have ended. */
    public double cpuSeconds() {
        return family().mapToLong(pid -> ticks(readOrNothing(pid, "stat"))).sum()
                / TICKS_PER_SECOND;
    }

    /** Files, sockets and pipes that it and its children hold open, on average. */
    public double descriptors() {
        return family().mapToInt(LinuxProcess::descriptors).average().orElse(0);
    }

    private static int descriptors(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return (int) open.count();
        } catch (IOException ended) {
            return 0;
        }
    }

    private Stream<Long> family() {
        return Stream.concat(Stream.of(handle), handle.descendants()).map(ProcessHandle::pid);
    }

    static long pss(String rollup) {
        return rollup.lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    static long ticks(String stat) {
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = UTIME; i < UTIME + 4; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }

    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException ended) {
            return "";
        }
    }

    private static String read(long pid, String file) throws IOException {
        return Files.readString(
                Path.of("/proc", String.valueOf(pid), file), StandardCharsets.ISO_8859_1);
    }

    private static String readOrNothing(long pid, String file) {
        try {
            return read(pid, file);
        } catch (IOException ended) {
            return "";
        }
    }
}
