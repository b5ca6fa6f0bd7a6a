package io.flagmeter.server.accesslog;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.event.JsonFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What is said of one request.
 *
 * @param path its template: what a client wrote there may be a secret, or one of a million
 * @param status 0 if the connection ended before the answer did
 * @param caller the name of the key; null if it showed none that counts
 */
record AccessLine(
        String method,
        String path,
        int status,
        long nanos,
        long bytes,
        @Nullable String caller,
        String address,
        String requestId) {

    /** One JSON object, in one line whatever a name holds. */
    String toJson() {
        var out = new StringWriter(256);
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("method", method);
            json.writeStringField("path", path);
            json.writeNumberField("status", status);
            json.writeNumberField("millis", Math.round(nanos / 1e3) / 1e3);
            json.writeNumberField("bytes", bytes);
            json.writeStringField("caller", caller);
            json.writeStringField("address", address);
            json.writeStringField("requestId", requestId);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toString();
    }
}
