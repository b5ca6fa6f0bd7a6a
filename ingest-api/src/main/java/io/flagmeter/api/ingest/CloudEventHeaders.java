package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import io.flagmeter.model.event.EventFields;
import io.flagmeter.model.event.InvalidEventException;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent in binary mode: its attributes are headers, its data is the body. By the <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode">HTTP
 * binding 1.0.2, section 3.1</a>, values are percent-encoded UTF-8 and may be quoted.
 *
 * @param values as they came, by the attribute's name
 */
record CloudEventHeaders(Map<String, List<String>> values) implements EventFormat {

    static final String PREFIX = "ce-";

    private static final String ID = "ce-id";
    private static final String SPECVERSION = "ce-specversion";

    /** Those that are read; type, extensions and others are of no use to us. */
    private static final List<String> ATTRIBUTES =
            List.of("specversion", "source", "id", "subject", "time");

    /** Whether a body of JSON is the data of an event: no other one has these. */
    static boolean areIn(MultiMap headers) {
        return headers.contains(SPECVERSION) || headers.contains(ID);
    }

    static CloudEventHeaders of(MultiMap headers) {
        return new CloudEventHeaders(
                ATTRIBUTES.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        name -> name,
                                        name -> List.copyOf(headers.getAll(PREFIX + name)))));
    }

    @Override
    public EventFields read(JsonParser parser) throws IOException {
        return CloudEvent.read(this, parser);
    }

    @Override
    public InvalidEventException named(InvalidEventException e) {
        return CloudEvent.namedByHeader(e);
    }

    /** Of an attribute; null if there is no such header. */
    @Nullable String value(String name) throws InvalidEventException {
        List<String> sent = values.getOrDefault(name, List.of());
        if (sent.isEmpty()) {
            return null;
        }
        if (sent.size() > 1) {
            throw new InvalidEventException(name, "must be given once");
        }
        return decoded(name, unquoted(sent.getFirst()));
    }

    /** Senders by an older version of the binding quote what holds a space. */
    private static String unquoted(String value) {
        int end = value.length() - 1;
        if (end < 1 || value.charAt(0) != '"' || value.charAt(end) != '"') {
            return value;
        }
        var text = new StringBuilder(end);
        for (int i = 1; i < end; i++) {
            if (value.charAt(i) == '\\' && i + 1 < end) {
                i++;
            }
            text.append(value.charAt(i));
        }
        return text.toString();
    }

    private static String decoded(String name, String value) throws InvalidEventException {
        var bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > '~') {
                throw notEncoded(name);
            }
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            if (i + 2 >= value.length()) {
                throw notEncoded(name);
            }
            int high = Character.digit(value.charAt(++i), 16);
            int low = Character.digit(value.charAt(++i), 16);
            if (high < 0 || low < 0) {
                throw notEncoded(name);
            }
            bytes.write(high << 4 | low);
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw notEncoded(name);
        }
    }

    private static InvalidEventException notEncoded(String name) {
        return new InvalidEventException(name, "must be percent-encoded UTF-8");
    }
}
