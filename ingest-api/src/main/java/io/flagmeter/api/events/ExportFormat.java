package io.flagmeter.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.model.event.TokenParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** In what form an export is. */
enum ExportFormat {
    /** An event a line, in the form in which a batch takes them. */
    NDJSON("application/x-ndjson") {
        @Override
        byte[] lines(List<LoggedEvent> events) {
            var out = new ByteArrayOutputStream(events.size() * 160);
            try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
                json.setPrettyPrinter(new MinimalPrettyPrinter(""));
                for (LoggedEvent event : events) {
                    event.write(json);
                    json.writeRaw('\n');
                }
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory cannot fail", e);
            }
            return out.toByteArray();
        }
    },

    /** As <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has it. */
    CSV("text/csv; charset=utf-8; header=present") {
        @Override
        byte[] head() {
            return HEAD.getBytes(UTF_8);
        }

        @Override
        byte[] lines(List<LoggedEvent> events) {
            var text = new StringBuilder(events.size() * 100);
            for (LoggedEvent event : events) {
                cell(text, event.id());
                cell(text.append(','), event.tenant());
                cell(text.append(','), event.feature());
                text.append(',').append(event.tokens());
                text.append(',').append(event.timestamp());
                for (TokenParts.Part part : TokenParts.PARTS) {
                    text.append(',');
                    if (event.parts() != null) {
                        text.append(part.of().applyAsLong(event.parts()));
                    }
                }
                text.append(event.voided() ? ",true" : ",").append("\r\n");
            }
            return text.toString().getBytes(UTF_8);
        }
    };

    private static final String HEAD =
            "id,tenant,feature,tokens,timestamp"
                    + TokenParts.PARTS.stream()
                            .map(part -> ',' + part.name())
                            .collect(joining("", "", ",voided\r\n"));

    /** With which a spreadsheet begins a formula, also in full width; and our mark itself. */
    private static final String MARKED = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'";

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** What stands before the events. */
    byte[] head() {
        return new byte[0];
    }

    abstract byte[] lines(List<LoggedEvent> events);

    /**
     * A text that a spreadsheet takes for no formula: the mark in front of it is taken off again.
     */
    private static void cell(StringBuilder text, String value) {
        boolean marked = MARKED.indexOf(value.charAt(0)) >= 0;
        boolean quoted =
                value.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        text.append(quoted ? "\"" : "").append(marked ? "'" : "");
        text.append(quoted ? value.replace("\"", "\"\"") : value);
        text.append(quoted ? "\"" : "");
    }
}
