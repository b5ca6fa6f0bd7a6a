package io.flagmeter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What a process and its children take of the machine, as {@code /proc} tells it. */
public record ResourceUse(List<OsProcess> family) {

    /** Of the kernel's clock that /proc counts processor time in; the same on every Linux. */
    private static final double TICKS_PER_SECOND = 100;

    /** Counted from the end of the name, which may hold blanks: utime, stime, cutime, cstime. */
    private static final int UTIME = 11;

    public ResourceUse {
        family = List.copyOf(family);
    }

    public static ResourceUse of(ProcessHandle process) {
        return new ResourceUse(
                Stream.concat(Stream.of(process), process.descendants())
                        .map(OsProcess::new)
                        .toList());
    }

    /**
     * Resident bytes, what the processes share counted once: PostgreSQL's backends would otherwise
     * count its buffers again each. Any account may ask this of any process.
     */
    public long residentBytes() {
        var statuses = family.stream().map(member -> member.read("status")).toList();
        LongStream own = statuses.stream().mapToLong(status -> kilobytes(status, "RssAnon"));
        long files = statuses.stream().mapToLong(s -> kilobytes(s, "RssFile")).max().orElse(0);
        long shared = statuses.stream().mapToLong(s -> kilobytes(s, "RssShmem")).max().orElse(0);
        return (own.sum() + files + shared) * 1024;
    }

    /**
     * A page that several processes map counts for each of them by its share (PSS): PostgreSQL's
     * buffers once, not once a connection. Only their own account and root may ask this.
     */
    public double proportionalMegabytes() {
        return family.stream().mapToLong(member -> pss(member.read("smaps_rollup"))).sum() / 1024.0;
    }

    /** Processor time of the processes, and of their children that have ended. */
    public double cpuSeconds() {
        return family.stream().mapToLong(member -> ticks(member.read("stat"))).sum()
                / TICKS_PER_SECOND;
    }

    /** Files, sockets and pipes that they hold open, on average. */
    public double descriptors() {
        return family.stream().mapToInt(ResourceUse::descriptors).average().orElse(0);
    }

    private static int descriptors(OsProcess process) {
        try (Stream<Path> open = Files.list(process.folder().resolve("fd"))) {
            return (int) open.count();
        } catch (IOException ended) {
            return 0;
        }
    }

    static long pss(String rollup) {
        return kilobytes(rollup, "Pss");
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

    private static long kilobytes(String table, String field) {
        return table.lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
