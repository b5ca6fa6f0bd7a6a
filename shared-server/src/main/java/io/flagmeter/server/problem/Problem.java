package io.flagmeter.server.problem;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, in the form of <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC
 * 9457</a>.
 *
 * @param detail one sentence for the developer who reads it
 * @param field the field at fault, where there is one
 * @param limit the limit that was passed, in bytes or items, where there is one
 */
public record Problem(
        ProblemType type, String detail, @Nullable String field, @Nullable Long limit) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The only coding of bodies that is taken: none. */
    public static final String TAKEN_ENCODING = "identity";

    /** Seconds that a client should wait before it tries again. */
    private static final String RETRY_AFTER = "1";

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, null, null);
    }

    public static Problem limit(ProblemType type, String detail, long limit) {
        return new Problem(type, detail, null, limit);
    }

    public static Problem of(InvalidEventException e) {
        return new Problem(ProblemType.INVALID_EVENT, e.reason(), e.field(), null);
    }

    /** This problem as an exception, for code that cannot go on. */
    public ProblemException toException() {
        return new ProblemException(this);
    }

    /** The headers that the answer carries, beside its media type. */
    public void headers(BiConsumer<String, String> header) {
        if (type.passing()) {
            header.accept("Retry-After", RETRY_AFTER);
        }
        if (type == ProblemType.UNSUPPORTED_ENCODING) {
            header.accept("Accept-Encoding", TAKEN_ENCODING);
        }
        if (type == ProblemType.UNAUTHORIZED) {
            header.accept("WWW-Authenticate", "Bearer realm=\"flagmeter\"");
        }
    }

    /**
     * The body of the answer.
     *
     * @param instance the path that was asked for
     * @param requestId what the operator finds the request by, where the fault is the server's
     */
    public byte[] toJson(String instance, @Nullable String requestId) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", "urn:flagmeter:problem:" + type.slug());
            json.writeStringField("title", type.title());
            json.writeNumberField("status", type.status());
            json.writeStringField("detail", detail);
            json.writeStringField("instance", instance);
            if (field != null) {
                json.writeStringField("field", field);
            }
            if (limit != null) {
                json.writeNumberField("limit", limit);
            }
            if (requestId != null) {
                json.writeStringField("requestId", requestId);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
