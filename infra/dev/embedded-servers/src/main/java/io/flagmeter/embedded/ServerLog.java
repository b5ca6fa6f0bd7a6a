package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a log file that one start of a server wrote. */
record ServerLog(Path file, long offset) {

    private static final int LINES = 20;

    /** Begins where the file ends now. */
    static ServerLog from(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return new ServerLog(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean says(String words) {
        return text().contains(words);
    }

    String tail() {
        var lines = text().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private String text() {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
