package io.flagmeter.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorUsageTest {

    private static final Path FIXTURES = Path.of("src/test/resources/usage");
    private static final Instant NOW = Instant.parse("2026-11-25T14:32:07Z");
    private static final int TRIES = 20_000;

    /** An event of these members. */
    private static UsageEvent read(String members) throws InvalidEventException {
        String json = "{\"tenant\":\"acme-corp\",\"feature\":\"chat\"" + members + "}";
        try (JsonParser parser = JsonFormat.FACTORY.createParser(json)) {
            parser.nextToken();
            EventFields fields = EventFields.read(parser);
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(parser.nextToken()).as("all is read").isNull();
            return fields.toEvent(NOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InvalidEventException refusal(String members) {
        return catchThrowableOfType(InvalidEventException.class, () -> read(members));
    }

    private static String usage(String members) {
        return ",\"usage\":{" + members + "}";
    }

    @ParameterizedTest
    @CsvSource({
        "openai-chat, 86, 1920, 0, 108, 192",
        "openai-chat-cache-write, 470, 512, 1024, 300, 0",
        "openai-chat-of-an-older-model, 9, 0, 0, 12, 0",
        "openai-embedding, 8, 0, 0, 0, 0",
        "openai-response, 512, 1024, 0, 203, 832",
        "anthropic-message, 2048, 1800, 248, 193, 310",
        "anthropic-message-without-cache, 25, 0, 0, 13, 0",
        "anthropic-message-delta, 472, 0, 0, 89, 0",
        "otel-chat, 2048, 1800, 248, 193, 310",
        "otel-embeddings, 8, 0, 0, 0, 0",
    })
    void partsAreThoseThatTheVendorTells(
            String fixture, long input, long cached, long written, long output, long reasoning)
            throws Exception {
        String json = Files.readString(FIXTURES.resolve(fixture + ".json")).strip();
        boolean attributes = fixture.startsWith("otel");

        UsageEvent event =
                read(
                        attributes
                                ? "," + json.substring(1, json.length() - 1)
                                : ",\"usage\":" + json);

        assertThat(event.parts())
                .isEqualTo(new TokenParts(input, cached, written, output, reasoning));
        assertThat(event.tokens()).isEqualTo(input + cached + written + output + reasoning);
    }

    @Test
    void whateverAVendorSendsIsTakenApartWithoutRemainder() throws InvalidEventException {
        var random = new Random(20_261_125);
        for (int i = 0; i < TRIES; i++) {
            var parts =
                    new TokenParts(
                            some(random), some(random), some(random), some(random), some(random));
            String said =
                    Dialect.values()[random.nextInt(Dialect.values().length)].say(parts, random);

            UsageEvent event = read(said);

            assertThat(event.parts()).as(said).isEqualTo(parts);
            assertThat(event.tokens()).as(said).isEqualTo(parts.sum());
        }
    }

    private static long some(Random random) {
        return random.nextInt(3) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 37));
    }

    /** How vendors spell the same parts. */
    private enum Dialect {
        CHAT {
            @Override
            String say(TokenParts of, Random random) {
                return object(of, random, "prompt", "completion");
            }
        },
        RESPONSES {
            @Override
            String say(TokenParts of, Random random) {
                return object(of, random, "input", "output");
            }
        },
        MESSAGES {
            @Override
            String say(TokenParts of, Random random) {
                long minutes = of.cacheWrite() == 0 ? 0 : random.nextLong(of.cacheWrite());
                var members = new ArrayList<String>();
                members.add(member("input_tokens", of.input()));
                members.add(member("cache_read_input_tokens", of.cachedInput()));
                boolean whole = random.nextBoolean();
                if (whole) {
                    members.add(member("cache_creation_input_tokens", of.cacheWrite()));
                }
                if (!whole || random.nextBoolean()) {
                    members.add(
                            "\"cache_creation\":"
                                    + shuffled(
                                            random,
                                            member("ephemeral_5m_input_tokens", minutes),
                                            member(
                                                    "ephemeral_1h_input_tokens",
                                                    of.cacheWrite() - minutes)));
                }
                members.add(member("output_tokens", of.output() + of.reasoning()));
                members.add(
                        "\"output_tokens_details\":"
                                + shuffled(random, member("thinking_tokens", of.reasoning())));
                members.add("\"server_tool_use\":{\"web_search_requests\":3}");
                return among(random, of, "\"usage\":" + shuffled(random, members));
            }
        },
        ATTRIBUTES {
            @Override
            String say(TokenParts of, Random random) {
                return among(
                        random,
                        of,
                        member(
                                "gen_ai.usage.input_tokens",
                                of.input() + of.cachedInput() + of.cacheWrite()),
                        member("gen_ai.usage.cache_read.input_tokens", of.cachedInput()),
                        member("gen_ai.usage.cache_creation.input_tokens", of.cacheWrite()),
                        member("gen_ai.usage.output_tokens", of.output() + of.reasoning()),
                        member("gen_ai.usage.reasoning.output_tokens", of.reasoning()),
                        "\"gen_ai.usage.else\":[{}]");
            }
        };

        abstract String say(TokenParts of, Random random);

        private static String object(TokenParts of, Random random, String input, String output) {
            var members = new ArrayList<String>();
            members.add(member(input + "_tokens", of.input() + of.cachedInput() + of.cacheWrite()));
            members.add(
                    "\"%s_tokens_details\":".formatted(input)
                            + shuffled(
                                    random,
                                    member("cached_tokens", of.cachedInput()),
                                    member("cache_write_tokens", of.cacheWrite()),
                                    "\"audio_tokens\":null"));
            members.add(member(output + "_tokens", of.output() + of.reasoning()));
            members.add(
                    "\"%s_tokens_details\":".formatted(output)
                            + shuffled(
                                    random,
                                    member("reasoning_tokens", of.reasoning()),
                                    "\"accepted_prediction_tokens\":5"));
            if (random.nextBoolean()) {
                members.add(member("total_tokens", of.sum()));
            }
            return among(random, of, "\"usage\":" + shuffled(random, members));
        }

        private static String member(String name, long value) {
            return "\"%s\":%d".formatted(name, value);
        }

        private static String shuffled(Random random, String... members) {
            return shuffled(random, List.of(members));
        }

        private static String shuffled(Random random, List<String> members) {
            var order = new ArrayList<>(members);
            order.add("\"x\":{\"input_tokens\":[1,null]}");
            Collections.shuffle(order, random);
            return "{" + String.join(",", order) + "}";
        }

        private static String among(Random random, TokenParts of, String... members) {
            var order = new ArrayList<>(List.of(members));
            if (random.nextBoolean()) {
                order.add(member("tokens", of.sum()));
            }
            Collections.shuffle(order, random);
            return "," + String.join(",", order);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "prompt_tokens":-1                                    | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":1.0                                   | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":1e3                                   | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":"1"                                   | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":[[1]]                                 | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":9223372036854775808                   | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":9223372036854775807                   | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":1000000000001                         | usage.prompt_tokens must be an integer from 0 to 1000000000000
                    "prompt_tokens":1000000000000,"completion_tokens":1   | usage must with the other parts add up to at most 1000000000000
                    "input_tokens":1000000000000,"output_tokens":0,"cache_read_input_tokens":1000000000000 | usage must with the other parts add up to at most 1000000000000
                    "prompt_tokens":5,"prompt_tokens":5                   | usage.prompt_tokens must be given once
                    "prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":1,"cached_tokens":1} | usage.prompt_tokens_details.cached_tokens must be given once
                    "prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":1},"prompt_tokens_details":{"cached_tokens":1} | usage.prompt_tokens_details.cached_tokens must be given once
                    "prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":6} | usage.prompt_tokens must not be less than what of it was read from a cache or written to one, 6
                    "prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":3} | usage.prompt_tokens must not be less than what of it was read from a cache or written to one, 6
                    "prompt_tokens":5,"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":3} | usage.completion_tokens must not be less than the reasoning in it, 3
                    "prompt_tokens":5,"completion_tokens":2,"total_tokens":8 | usage.total_tokens must be the sum of input and output, 7, was 8
                    "prompt_tokens":5,"completion_tokens_details":{"reasoning_tokens":3} | usage.completion_tokens must not be less than the reasoning in it, 3
                    "prompt_tokens":5,"prompt_tokens_details":3           | usage.prompt_tokens_details must be a JSON object
                    "completion_tokens":5                                 | usage.prompt_tokens is required
                    "prompt_tokens":null,"completion_tokens":5            | usage.prompt_tokens is required
                    "input_tokens":5                                      | usage.output_tokens is required
                    "output_tokens":5                                     | usage.input_tokens is required
                    "total_tokens":5                                      | usage.input_tokens is required
                    "input_tokens":5,"output_tokens":2,"output_tokens_details":{"thinking_tokens":3} | usage.output_tokens must not be less than the reasoning in it, 3
                    "input_tokens":5,"output_tokens":2,"cache_creation_input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":2} | usage.cache_creation_input_tokens must not be less than what cache_creation adds up to, 4
                    "input_tokens":5,"output_tokens":2,"cache_creation":[] | usage.cache_creation must be a JSON object
                    "input_tokens":5,"prompt_tokens":5                    | usage.prompt_tokens must not stand beside what only another vendor's usage has
                    "input_tokens":5,"input_tokens_details":{},"cache_read_input_tokens":0 | usage.cache_read_input_tokens must not stand beside what only another vendor's usage has
                    "cache_read_input_tokens":0,"total_tokens":7          | usage.total_tokens must not stand beside what only another vendor's usage has
                    "output_tokens_details":{"thinking_tokens":3,"reasoning_tokens":3} | usage.output_tokens_details.reasoning_tokens must not stand beside what only another vendor's usage has
                    """)
    void whatNoVendorSendsIsRefused(String members, String reason) {
        InvalidEventException refusal = refusal(usage(members));

        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(reason).startsWith(refusal.field() + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "usage":"none"                        | usage must be a JSON object
                    "usage":[]                            | usage must be a JSON object
                    "usage":{"prompt_tokens":5},"usage":{"prompt_tokens":5} | usage must be given once
                    "usage":{},"usage":{}                 | usage must be given once
                    "tokens":4,"usage":{"prompt_tokens":5} | tokens must be what usage adds up to, 5, was 4
                    "usage":{"prompt_tokens":5},"tokens":6 | tokens must be what usage adds up to, 5, was 6
                    "tokens":-1,"usage":{"prompt_tokens":5} | tokens must be what usage adds up to, 5, was -1
                    "usage":{"prompt_tokens":5},"gen_ai.usage.input_tokens":5 | gen_ai.usage.input_tokens must not stand beside what only another vendor's usage has
                    "gen_ai.usage.input_tokens":5,"usage":{"prompt_tokens":5} | usage.prompt_tokens must not stand beside what only another vendor's usage has
                    "gen_ai.usage.input_tokens":-5         | gen_ai.usage.input_tokens must be an integer from 0 to 1000000000000
                    "gen_ai.usage.input_tokens":{"a":[]}   | gen_ai.usage.input_tokens must be an integer from 0 to 1000000000000
                    "gen_ai.usage.input_tokens":5,"gen_ai.usage.input_tokens":5 | gen_ai.usage.input_tokens must be given once
                    "gen_ai.usage.output_tokens":5         | gen_ai.usage.input_tokens is required
                    "gen_ai.usage.input_tokens":5,"gen_ai.usage.cache_read.input_tokens":6 | gen_ai.usage.input_tokens must not be less than what of it was read from a cache or written to one, 6
                    "gen_ai.usage.input_tokens":5,"gen_ai.usage.output_tokens":5,"gen_ai.usage.reasoning.output_tokens":6 | gen_ai.usage.output_tokens must not be less than the reasoning in it, 6
                    "gen_ai.usage.input_tokens":1000000000000,"gen_ai.usage.output_tokens":5 | gen_ai.usage.input_tokens must with the other parts add up to at most 1000000000000
                    "gen_ai.usage.prompt_tokens":5         | tokens is required
                    "usage":null                           | tokens is required
                    "usage":{"cost":5}                     | tokens is required
                    "tokenParts":{"input":5}               | tokens is required
                    """)
    void contradictionsAreRefused(String members, String reason) {
        assertThat(refusal("," + members).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"usage\":null",
                "\"usage\":{}",
                "\"usage\":null,\"usage\":{}",
                "\"usage\":{\"cost\":{\"input_tokens\":-1},\"prompt_tokens\":null}",
                "\"gen_ai.usage.cost\":{\"input_tokens\":-1}",
                "\"gen_ai.usage.input_tokens\":null",
                "\"tokenParts\":{\"input\":-1}",
            })
    void whatSaysNothingLeavesTheTokensAsTheyAre(String members) throws InvalidEventException {
        UsageEvent event = read(",\"tokens\":7," + members);

        assertThat(event.tokens()).isEqualTo(7);
        assertThat(event.parts()).isNull();
    }

    @Test
    void theFirstFaultIsToldAlthoughTheRestIsRead() {
        InvalidEventException refusal =
                refusal(
                        usage(
                                        "\"prompt_tokens_details\":{\"x\":[{}],\"cached_tokens\":{\"a\":[1]},"
                                                + "\"y\":1},\"prompt_tokens\":-1")
                                + ",\"tokens\":{\"a\":1}");

        // The usage is asked last, as it may stand before the other fields.
        assertThat(refusal.field()).isEqualTo("tokens");
        assertThat(
                        refusal(
                                        usage(
                                                "\"prompt_tokens_details\":{\"x\":[{}],\"cached_tokens\":"
                                                        + "{\"a\":[1]},\"y\":1},\"prompt_tokens\":-1"))
                                .field())
                .isEqualTo("usage.prompt_tokens_details.cached_tokens");
    }

    @Test
    void nestingIsBounded() {
        String deep = usage("\"x\":" + "[".repeat(100_000) + "]".repeat(100_000));

        assertThat(catchThrowableOfType(UncheckedIOException.class, () -> read(deep)))
                .hasMessageContaining("nesting depth");
    }
}
