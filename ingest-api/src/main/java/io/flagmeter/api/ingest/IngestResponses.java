package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.flagmeter.model.event.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of answers in JSON. */
final class IngestResponses {

    private IngestResponses() {}

    /** {@code {"id":…,"status":"accepted"}}. */
    static byte[] accepted(String id) {
        var json = new StringBuilder(80).append("{\"id\":\"");
        JsonStringEncoder.getInstance().quoteAsString(id, json);
        return json.append("\",\"status\":\"accepted\"}").toString().getBytes(UTF_8);
    }

    /** Counts and one result per item, in the order of the request. */
    static byte[] batch(List<Item> items) {
        int accepted = 0;
        for (Item item : items) {
            accepted += item instanceof Item.Taken ? 1 : 0;
        }
        var out = new ByteArrayOutputStream(64 + 80 * items.size());
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("accepted", accepted);
            json.writeNumberField("rejected", items.size() - accepted);
            json.writeArrayFieldStart("results");
            for (Item item : items) {
                write(item, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private static void write(Item item, JsonGenerator json) throws IOException {
        json.writeStartObject();
        switch (item) {
            case Item.Taken(var event) -> {
                json.writeStringField("id", event.id());
                json.writeStringField("status", "accepted");
            }
            case Item.Refused(@Nullable String id, String field, String reason) -> {
                if (id != null) {
                    json.writeStringField("id", id);
                }
                json.writeStringField("status", "rejected");
                json.writeStringField("field", field);
                json.writeStringField("reason", reason);
            }
        }
        json.writeEndObject();
    }
}
