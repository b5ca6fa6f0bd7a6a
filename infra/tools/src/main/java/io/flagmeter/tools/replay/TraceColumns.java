package io.flagmeter.tools.replay;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;

/** Where a file keeps the three columns of a trace; their order and further columns are free. */
record TraceColumns(Path file, int count, int timestamp, int context, int generated) {
    private static final String TIMESTAMP = "TIMESTAMP";
    private static final String CONTEXT = "ContextTokens";
    private static final String GENERATED = "GeneratedTokens";

    /** The API's bound for one event. */
    private static final long MAX_TOKENS = 1_000_000_000_000L;

    /** RFC 3339, and what Azure's traces write: a space for the T, and no offset for UTC. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral('T')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .optionalStart()
                    .appendOffset("+HH:MM", "Z")
                    .optionalEnd()
                    .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
                    .toFormatter()
                    .withResolverStyle(ResolverStyle.STRICT);

    static TraceColumns of(Path file, String header) throws BadTraceException {
        List<String> names = cells(header.startsWith("\uFEFF") ? header.substring(1) : header);
        return new TraceColumns(
                file,
                names.size(),
                find(file, names, TIMESTAMP),
                find(file, names, CONTEXT),
                find(file, names, GENERATED));
    }

    TraceRow row(String text, int line, int number) throws BadTraceException {
        List<String> cells = cells(text);
        Instant time = time(cell(cells, timestamp, TIMESTAMP, line), line);
        long tokens =
                tokens(cell(cells, context, CONTEXT, line), CONTEXT, line)
                        + tokens(cell(cells, generated, GENERATED, line), GENERATED, line);
        if (cells.size() > count) {
            String problem = "%d cells under a header of %d".formatted(cells.size(), count);
            throw BadTraceException.at(file, line, String.valueOf(count + 1), problem);
        }
        if (tokens > MAX_TOKENS) {
            String problem = "%d tokens in one row, at most 10^12 can be sent".formatted(tokens);
            throw BadTraceException.at(file, line, CONTEXT + " + " + GENERATED, problem);
        }
        return new TraceRow(number, time, tokens);
    }

    private static int find(Path file, List<String> names, String name) throws BadTraceException {
        int index = names.indexOf(name);
        if (index < 0) {
            throw BadTraceException.at(file, 1, name, "missing from the header");
        }
        return index;
    }

    private String cell(List<String> cells, int index, String name, int line)
            throws BadTraceException {
        if (index >= cells.size() || cells.get(index).isEmpty()) {
            throw BadTraceException.at(file, line, name, "missing");
        }
        return cells.get(index);
    }

    private Instant time(String text, int line) throws BadTraceException {
        boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
        String iso = spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        try {
            return TIME.parse(iso, OffsetDateTime::from).toInstant();
        } catch (DateTimeException e) {
            String problem = " is not a time like 2023-11-16 18:17:03.97 or 2023-11-16T18:17:03Z";
            throw BadTraceException.at(
                    file, line, TIMESTAMP, BadTraceException.quote(text) + problem);
        }
    }

    private long tokens(String text, String column, int line) throws BadTraceException {
        try {
            long tokens = Long.parseLong(text);
            if (tokens >= 0 && tokens <= MAX_TOKENS) {
                return tokens;
            }
        } catch (NumberFormatException e) {
            // The one sentence below serves both.
        }
        String problem = " is not a whole number from 0 to 10^12";
        throw BadTraceException.at(file, line, column, BadTraceException.quote(text) + problem);
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    }
}
