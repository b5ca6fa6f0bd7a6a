package io.flagmeter.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log of any size, not reaching back before {@code from}. */
public record LogTail(Path file, long from) {

    private static final int LIMIT_BYTES = 64 * 1024;

    public static LogTail of(Path file) {
        return new LogTail(file, 0);
    }

    /** Only what is written after this moment. */
    public static LogTail fromNow(Path file) {
        try {
            return new LogTail(file, Files.size(file));
        } catch (IOException absent) {
            return of(file);
        }
    }

    /** No lines where there are none to read. */
    public List<String> lines(int count) {
        var lines = text().lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** For the end of a message: where the log is and what stands there. */
    public String quoted(int count) {
        var lines = lines(count).stream().map(line -> "\n  " + line).toList();
        return lines.isEmpty()
                ? "Its log, %s, says nothing.".formatted(file)
                : "The end of %s:\n%s".formatted(file, String.join("", lines));
    }

    boolean says(String words) {
        return text().contains(words);
    }

    private String text() {
        try (var reading = new RandomAccessFile(file.toFile(), "r")) {
            long length = reading.length();
            long start = Math.max(length < from ? 0 : from, length - LIMIT_BYTES);
            var bytes = new byte[(int) (length - start)];
            reading.seek(start);
            reading.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
