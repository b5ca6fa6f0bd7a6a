package io.flagmeter.tools.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads a trace whole before anything is sent: a bad last row must not leave half a replay. */
final class TraceReader {
    private static final int FINGERPRINT = 16;

    private TraceReader() {}

    static Trace read(Path file) throws BadTraceException {
        if (Files.isDirectory(file)) {
            throw new BadTraceException(file + ": is a directory, not a CSV file");
        }
        try (var bytes = new DigestInputStream(Files.newInputStream(file), sha256());
                var lines =
                        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            List<TraceRow> rows = rows(file, lines);
            String digest = HexFormat.of().formatHex(bytes.getMessageDigest().digest());
            return new Trace(digest.substring(0, FINGERPRINT), rows);
        } catch (NoSuchFileException e) {
            throw new BadTraceException(file + ": no such file");
        } catch (IOException e) {
            throw new BadTraceException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static List<TraceRow> rows(Path file, BufferedReader lines)
            throws IOException, BadTraceException {
        String header = lines.readLine();
        TraceColumns columns = TraceColumns.of(file, header == null ? "" : header);
        List<TraceRow> rows = new ArrayList<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                rows.add(columns.row(line, number, rows.size() + 1));
            }
        }
        if (rows.isEmpty()) {
            throw new BadTraceException(file + ", line 2: no row follows the header");
        }
        return rows;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
