package io.flagmeter.model.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor of models says it used, while it is read: the {@code usage} object of OpenAI's Chat
 * Completions, Embeddings and Responses and of Anthropic's Messages, and the attributes of
 * OpenTelemetry's GenAI spans.
 *
 * <p>OpenAI and OpenTelemetry count what was cached within the input, Anthropic beside it; all
 * count reasoning within the output. Other members are ignored: they tell the same tokens apart in
 * other ways (audio, predictions) or count no tokens (calls of tools). Null is as if it were
 * absent, because vendors send it so.
 *
 * <p>Sources: openai-python {@code types/completion_usage.py} and {@code
 * types/responses/response_usage.py}, anthropic-sdk-python {@code types/usage.py}, OpenTelemetry
 * semantic conventions {@code registry/attributes/gen-ai.md}.
 */
final class VendorUsage {

    static final String OBJECT = "usage";
    static final String PREFIX = OBJECT + ".";

    /** Begins the names of OpenTelemetry's attributes, which are fields of the event itself. */
    static final String ATTRIBUTES = "gen_ai.usage.";

    private static final int CHAT = 1;
    private static final int RESPONSES = 1 << 1;
    private static final int MESSAGES = 1 << 2;
    private static final int ATTRIBUTE = 1 << 3;
    private static final int ALL = CHAT | RESPONSES | MESSAGES | ATTRIBUTE;

    private static final int ABSENT = -1;

    /** Those that know all members so far. */
    private int dialects = ALL;

    private @Nullable InvalidEventException fault;
    private boolean object;

    private long input = ABSENT;
    private long cachedOfInput = ABSENT;
    private long writtenOfInput = ABSENT;
    private long cachedBeside = ABSENT;
    private long writtenBeside = ABSENT;
    private long writtenForMinutes = ABSENT;
    private long writtenForAnHour = ABSENT;
    private long output = ABSENT;
    private long reasoning = ABSENT;
    private long total = ABSENT;

    private interface MemberReader {
        void read(String name, JsonParser parser) throws IOException, InvalidEventException;
    }

    /** Reads the object that the parser stands on; a fault is kept for {@link #parts}. */
    void readObject(JsonParser parser) throws IOException {
        try {
            if (object) {
                throw new InvalidEventException(OBJECT, "must be given once");
            }
            object = parser.currentToken() != JsonToken.VALUE_NULL;
            readMembers(OBJECT, parser, this::readMember);
        } catch (InvalidEventException e) {
            reject(e);
            parser.skipChildren();
        }
    }

    /** Reads an attribute of OpenTelemetry; false if the name is none. */
    boolean readAttribute(String name, JsonParser parser) throws IOException {
        try {
            switch (name) {
                case "gen_ai.usage.input_tokens" -> input = number(name, ATTRIBUTE, input, parser);
                case "gen_ai.usage.cache_read.input_tokens" ->
                        cachedOfInput = number(name, ATTRIBUTE, cachedOfInput, parser);
                case "gen_ai.usage.cache_creation.input_tokens" ->
                        writtenOfInput = number(name, ATTRIBUTE, writtenOfInput, parser);
                case "gen_ai.usage.output_tokens" ->
                        output = number(name, ATTRIBUTE, output, parser);
                case "gen_ai.usage.reasoning.output_tokens" ->
                        reasoning = number(name, ATTRIBUTE, reasoning, parser);
                default -> {
                    return false;
                }
            }
        } catch (InvalidEventException e) {
            reject(e);
            parser.skipChildren();
        }
        return true;
    }

    /** Every level goes on to its end after a fault, so that the parser ends behind the object. */
    private void readMembers(String of, JsonParser parser, MemberReader reader)
            throws IOException, InvalidEventException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidEventException(of, "must be a JSON object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            try {
                reader.read(name, parser);
            } catch (InvalidEventException e) {
                reject(e);
                parser.skipChildren();
            }
        }
    }

    private void readMember(String name, JsonParser parser)
            throws IOException, InvalidEventException {
        String field = PREFIX + name;
        switch (name) {
            case "prompt_tokens" -> input = number(field, CHAT, input, parser);
            case "input_tokens" -> input = number(field, RESPONSES | MESSAGES, input, parser);
            case "completion_tokens" -> output = number(field, CHAT, output, parser);
            case "output_tokens" -> output = number(field, RESPONSES | MESSAGES, output, parser);
            case "total_tokens" -> total = number(field, CHAT | RESPONSES, total, parser);
            case "prompt_tokens_details" -> readDetails(field, CHAT, parser, this::readInput);
            case "input_tokens_details" -> readDetails(field, RESPONSES, parser, this::readInput);
            case "completion_tokens_details" -> readDetails(field, CHAT, parser, this::readOutput);
            case "output_tokens_details" ->
                    readDetails(field, RESPONSES | MESSAGES, parser, this::readOutput);
            case "cache_read_input_tokens" ->
                    cachedBeside = number(field, MESSAGES, cachedBeside, parser);
            case "cache_creation_input_tokens" ->
                    writtenBeside = number(field, MESSAGES, writtenBeside, parser);
            case "cache_creation" -> readDetails(field, MESSAGES, parser, this::readWritten);
            default -> parser.skipChildren();
        }
    }

    private void readDetails(String field, int of, JsonParser parser, MemberReader reader)
            throws IOException, InvalidEventException {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            belongs(field, of);
        }
        readMembers(field, parser, (name, on) -> reader.read(field + '.' + name, on));
    }

    private void readInput(String field, JsonParser parser)
            throws IOException, InvalidEventException {
        switch (lastOf(field)) {
            case "cached_tokens" -> cachedOfInput = number(field, ALL, cachedOfInput, parser);
            case "cache_write_tokens" ->
                    writtenOfInput = number(field, ALL, writtenOfInput, parser);
            default -> parser.skipChildren();
        }
    }

    private void readOutput(String field, JsonParser parser)
            throws IOException, InvalidEventException {
        switch (lastOf(field)) {
            case "reasoning_tokens" ->
                    reasoning = number(field, CHAT | RESPONSES, reasoning, parser);
            case "thinking_tokens" -> reasoning = number(field, MESSAGES, reasoning, parser);
            default -> parser.skipChildren();
        }
    }

    private void readWritten(String field, JsonParser parser)
            throws IOException, InvalidEventException {
        switch (lastOf(field)) {
            case "ephemeral_5m_input_tokens" ->
                    writtenForMinutes = number(field, ALL, writtenForMinutes, parser);
            case "ephemeral_1h_input_tokens" ->
                    writtenForAnHour = number(field, ALL, writtenForAnHour, parser);
            default -> parser.skipChildren();
        }
    }

    private static String lastOf(String field) {
        return field.substring(field.lastIndexOf('.') + 1);
    }

    private long number(String field, int of, long current, JsonParser parser)
            throws IOException, InvalidEventException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return current;
        }
        long value = EventFields.integer(field, parser);
        EventRules.tokens(field, value);
        belongs(field, of);
        if (current != ABSENT) {
            throw new InvalidEventException(field, "must be given once");
        }
        return value;
    }

    private void belongs(String field, int of) throws InvalidEventException {
        if ((dialects & of) == 0) {
            throw new InvalidEventException(
                    field, "must not stand beside what only another vendor's usage has");
        }
        dialects &= of;
    }

    private void reject(InvalidEventException e) {
        if (fault == null) {
            fault = e;
        }
    }

    /**
     * What was read, without a token in two parts; null if there was nothing that a vendor sends.
     *
     * @throws InvalidEventException for the first rule that it breaks
     */
    @Nullable TokenParts parts() throws InvalidEventException {
        if (fault != null) {
            throw fault;
        }
        if (dialects == ALL) {
            return null;
        }
        if (input == ABSENT) {
            throw new InvalidEventException(name("input_tokens"), "is required");
        }
        // Embeddings have no output: OpenAI leaves it out, and so do spans about them.
        if (output == ABSENT && (dialects & (CHAT | ATTRIBUTE)) == 0) {
            throw new InvalidEventException(name("output_tokens"), "is required");
        }
        long cached = orNone(cachedOfInput);
        long written = orNone(writtenOfInput);
        if (cached + written > input) {
            throw new InvalidEventException(
                    name("input_tokens"),
                    "must not be less than what of it was read from a cache or written to one, "
                            + (cached + written));
        }
        if (orNone(reasoning) > orNone(output)) {
            throw new InvalidEventException(
                    name("output_tokens"),
                    "must not be less than the reasoning in it, " + reasoning);
        }
        var parts =
                new TokenParts(
                        input - cached - written,
                        cached + orNone(cachedBeside),
                        written + writtenBeside(),
                        orNone(output) - orNone(reasoning),
                        orNone(reasoning));
        if (total != ABSENT && total != parts.sum()) {
            throw new InvalidEventException(
                    PREFIX + "total_tokens",
                    "must be the sum of input and output, %d, was %d"
                            .formatted(parts.sum(), total));
        }
        if (parts.sum() > EventRules.MAX_TOKENS) {
            throw new InvalidEventException(
                    dialects == ATTRIBUTE ? name("input_tokens") : OBJECT,
                    "must with the other parts add up to at most " + EventRules.MAX_TOKENS);
        }
        return parts;
    }

    /** What was written is told as a whole and by how long it is kept: the first is the sum. */
    private long writtenBeside() throws InvalidEventException {
        long kept = orNone(writtenForMinutes) + orNone(writtenForAnHour);
        if (writtenBeside == ABSENT) {
            return kept;
        }
        if (kept > writtenBeside) {
            throw new InvalidEventException(
                    PREFIX + "cache_creation_input_tokens",
                    "must not be less than what cache_creation adds up to, " + kept);
        }
        return writtenBeside;
    }

    private static long orNone(long value) {
        return value == ABSENT ? 0 : value;
    }

    /** As the sender spelled it, or would have. */
    private String name(String member) {
        if (dialects == ATTRIBUTE) {
            return ATTRIBUTES + member;
        }
        return PREFIX
                + (dialects == CHAT
                        ? member.replace("input", "prompt").replace("output", "completion")
                        : member);
    }
}
