package io.flagmeter.server.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The JSON object that a request carries. Whatever is wrong with it is a problem that names the
 * field and its rule.
 */
public final class JsonFields {

    /** Longest body. */
    public static final int MAX_BYTES = 65_536;

    private static final ObjectReader JSON =
            JsonMapper.builder(JsonFormat.FACTORY)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .reader();

    private final JsonNode object;

    private JsonFields(JsonNode object) {
        this.object = object;
    }

    /**
     * Reads a body.
     *
     * @param known the fields it may have; another one would be a setting misspelt
     */
    public static JsonFields read(InputStream body, List<String> known) throws IOException {
        return read(body.readNBytes(MAX_BYTES + 1), known, MAX_BYTES);
    }

    /**
     * Reads a body that is there.
     *
     * @param most bytes that it may have
     */
    public static JsonFields read(byte[] bytes, List<String> known, int most) throws IOException {
        if (bytes.length > most) {
            throw Problem.limit(
                            ProblemType.BODY_TOO_LARGE,
                            "the body may be at most " + most + " bytes long",
                            most)
                    .toException();
        }
        if (bytes.length == 0) {
            throw Problem.of(ProblemType.EMPTY_BODY, "the body must be a JSON object")
                    .toException();
        }
        JsonNode object = parse(bytes);
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw invalid(name, "is not known here; known are " + String.join(", ", known));
            }
        }
        return new JsonFields(object);
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw Problem.of(
                            ProblemType.MALFORMED_JSON,
                            "the body is not JSON: " + e.getOriginalMessage())
                    .toException();
        }
        throw Problem.of(ProblemType.MALFORMED_JSON, "the body must be a JSON object")
                .toException();
    }

    public boolean has(String field) {
        return object.has(field);
    }

    /** Empty if the field is null or missing. */
    public Optional<String> text(String field) {
        return value(field)
                .map(
                        node -> {
                            if (!node.isTextual()) {
                                throw invalid(field, "must be a string");
                            }
                            return node.textValue();
                        });
    }

    /** Empty if the field is null or missing. */
    public Optional<Boolean> flag(String field) {
        return value(field)
                .map(
                        node -> {
                            if (!node.isBoolean()) {
                                throw invalid(field, "must be true or false");
                            }
                            return node.booleanValue();
                        });
    }

    /** Empty if the field is null or missing; both bounds are included. */
    public Optional<Long> integer(String field, long least, long most) {
        return value(field).map(node -> integer(field, node, "must be an integer", least, most));
    }

    /** Empty if the field is null or missing; both bounds are included. */
    public Optional<List<Long>> integers(String field, int count, long least, long most) {
        return value(field)
                .map(
                        node -> {
                            if (!node.isArray() || node.size() > count) {
                                throw invalid(
                                        field, "must be an array of at most " + count + " items");
                            }
                            return StreamSupport.stream(node.spliterator(), false)
                                    .map(
                                            item ->
                                                    integer(
                                                            field,
                                                            item,
                                                            "must hold integers",
                                                            least,
                                                            most))
                                    .toList();
                        });
    }

    /** Empty if the field is null or missing. */
    public Optional<List<String>> texts(String field, int count) {
        return value(field)
                .map(
                        node -> {
                            if (!node.isArray() || node.size() > count) {
                                throw invalid(
                                        field, "must be an array of at most " + count + " items");
                            }
                            return StreamSupport.stream(node.spliterator(), false)
                                    .map(
                                            item -> {
                                                if (!item.isTextual()) {
                                                    throw invalid(field, "must hold strings");
                                                }
                                                return item.textValue();
                                            })
                                    .toList();
                        });
    }

    /** A field that breaks a rule. */
    public static ProblemException invalid(String field, String rule) {
        return new Problem(ProblemType.INVALID_FIELD, field + " " + rule, field, null)
                .toException();
    }

    private Optional<JsonNode> value(String field) {
        return Optional.of(object.path(field))
                .filter(node -> !node.isMissingNode() && !(node instanceof NullNode));
    }

    private static long integer(String field, JsonNode node, String rule, long least, long most) {
        long value = node.longValue();
        if (!node.isIntegralNumber() || !node.canConvertToLong() || value < least || value > most) {
            throw invalid(field, "%s from %d to %d".formatted(rule, least, most));
        }
        return value;
    }
}
