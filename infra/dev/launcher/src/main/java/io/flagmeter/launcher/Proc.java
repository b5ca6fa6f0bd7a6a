package io.flagmeter.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the operating system says about a process: from /proc, elsewhere from the JDK. */
final class Proc {

    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isDirectory(PROC.resolve("self"));

    private Proc() {}

    /** A zombie counts as dead: containers whose first process reaps nothing keep them for ever. */
    static boolean isAlive(ProcessHandle process) {
        return process.isAlive() && !state(process.pid()).equals("Z");
    }

    static List<String> arguments(long pid) {
        if (!LINUX) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().arguments())
                    .map(List::of)
                    .orElse(List.of());
        }
        return List.of(read(pid, "cmdline").split("\0"));
    }

    /** The kernel keeps 15 characters of it. */
    static String name(long pid) {
        if (!LINUX) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .map(command -> String.valueOf(Path.of(command).getFileName()))
                    .orElse("");
        }
        return read(pid, "comm").strip();
    }

    /** Both servers are told their data folder on the command line. */
    static boolean isSame(String word, Path folder) {
        try {
            return word.startsWith("/") && Files.isSameFile(Path.of(word), folder);
        } catch (IOException | InvalidPathException notTheFolder) {
            return false;
        }
    }

    /**
     * Resident bytes of a process and its children, what they share counted once: PostgreSQL's
     * backends would otherwise count its buffers again each.
     */
    static long residentBytes(ProcessHandle process) {
        var family =
                Stream.concat(Stream.of(process), process.descendants())
                        .map(member -> read(member.pid(), "status"))
                        .toList();
        LongStream own = family.stream().mapToLong(status -> kilobytes(status, "RssAnon"));
        long files = family.stream().mapToLong(s -> kilobytes(s, "RssFile")).max().orElse(0);
        long shared = family.stream().mapToLong(s -> kilobytes(s, "RssShmem")).max().orElse(0);
        return (own.sum() + files + shared) * 1024;
    }

    private static long kilobytes(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static String state(long pid) {
        String stat = read(pid, "stat");
        int end = stat.lastIndexOf(')');
        return end < 0 || end + 3 > stat.length() ? "" : stat.substring(end + 2, end + 3);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(PROC.resolve(pid + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
