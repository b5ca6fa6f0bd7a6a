package io.flagmeter.api.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of answers. */
final class IngestResponses {

    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private IngestResponses() {}

    /** Why pushed events were not taken; null if they were. */
    static @Nullable Problem refusal(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> null;
            case FULL ->
                    Problem.of(
                            ProblemType.QUEUE_FULL,
                            "the queue is full: the events were not taken, send them again later");
            case UNAVAILABLE ->
                    Problem.of(
                            ProblemType.VALKEY_UNAVAILABLE,
                            "the queue did not answer: send the events again with the same ids");
        };
    }

    /** {@code {"id":…,"status":"accepted"}}. */
    static Buffer accepted(String id) {
        var json = new StringBuilder(80).append("{\"id\":\"");
        JsonStringEncoder.getInstance().quoteAsString(id, json);
        return Buffer.buffer(json.append("\",\"status\":\"accepted\"}").toString());
    }

    /** Counts and one result per item, in the order of the request. */
    static Buffer batch(List<Item> items) {
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
        return Buffer.buffer(out.toByteArray());
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
