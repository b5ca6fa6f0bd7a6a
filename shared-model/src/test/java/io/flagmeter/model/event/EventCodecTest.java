package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final Instant USED = Instant.parse("2026-11-25T14:32:07.123456Z");
    private static final Instant RECEIVED = Instant.parse("2026-11-25T14:32:07.130Z");
    private static final UsageEvent EVENT =
            new UsageEvent("order-42", "acme-corp", "gpt-4-turbo", 1500, USED, RECEIVED);

    static Stream<Arguments> golden() {
        Instant second = Instant.parse("2026-11-25T14:32:07Z");
        Instant micro = second.plusNanos(1000);
        return Stream.of(
                Arguments.of("event.json", EVENT),
                Arguments.of("event-with-parts.json", with(new TokenParts(200, 1000, 0, 210, 90))),
                Arguments.of(
                        "event-without-received.json",
                        new UsageEvent("order-42", "acme-corp", "gpt-4-turbo", 0, second, second)),
                Arguments.of(
                        "event-with-unusual-characters.json",
                        new UsageEvent(
                                "a\"b\\c é 😀",
                                "a.B_c:d/e@f-9",
                                "x",
                                EventRules.MAX_TOKENS,
                                micro,
                                micro)));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void theFormIsThatOfTheGoldenFile(String file, UsageEvent event) throws Exception {
        assertThat(EventCodec.encode(event)).asString(UTF_8).isEqualTo(golden(file));
        assertThat(EventCodec.decode(Golden.bytes(file))).isEqualTo(event);
    }

    private static UsageEvent with(TokenParts parts) {
        return new UsageEvent(
                EVENT.id(),
                EVENT.tenant(),
                EVENT.feature(),
                EVENT.tokens(),
                EVENT.timestamp(),
                EVENT.received(),
                parts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"input\":1500,\"video\":{\"input\":-1}}",
                "{\"input\":1,\"video\":1499}"
            })
    void partsOfALaterReleaseAreNotKnown(String parts) throws Exception {
        String json = golden("event.json").replaceFirst("\\{", "{\"tokenParts\":" + parts + ",");

        assertThat(decode(json)).isEqualTo(EVENT);
    }

    @Test
    void whatAVendorSaysIsReadByTheApiOnly() throws Exception {
        String json =
                golden("event.json")
                        .replaceFirst(
                                "\\{",
                                "{\"usage\":{\"prompt_tokens\":-1},\"gen_ai.usage.input_tokens\":7,");

        assertThat(decode(json)).isEqualTo(EVENT);
    }

    @Test
    void unknownFieldsAreIgnoredHoweverTheyAreMade() throws Exception {
        String json =
                golden("event.json")
                        .replaceFirst("\\{", "{\"meta\":{\"id\":[1,{\"tenant\":2}]},\"x\":null,");

        assertThat(decode(json)).isEqualTo(EVENT);
    }

    @Test
    void anotherProducersOffsetAndFinerDigitsAreTheSameInstant() throws Exception {
        String json = golden("event.json").replace("14:32:07.123456Z", "15:32:07.123456999+01:00");

        assertThat(decode(json)).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    not json                     | payload   | payload is malformed JSON
                    `"text"`                     | payload   | payload must be a JSON object
                    ``                           | payload   | payload must be a JSON object
                    {"id":"1"                    | payload   | payload is malformed JSON
                    {"id":"1"} {"id":"2"}        | payload   | payload must be one JSON object
                    {"id":"1","tenant":"a","feature":"f","tokens":1} | timestamp | timestamp is required
                    {"id":1}                     | id        | id must be a string
                    {"id":"1","id":"2"}          | id        | id must be given once
                    {"tokens":1.0}               | tokens    | tokens must be an integer from 0 to 1000000000000
                    {"tokens":1e3}               | tokens    | tokens must be an integer from 0 to 1000000000000
                    {"tokens":"1"}               | tokens    | tokens must be an integer from 0 to 1000000000000
                    {"tokens":99999999999999999999} | tokens | tokens must be an integer from 0 to 1000000000000
                    {"received":[5]}             | received  | received must be a string
                    {"tokens":7,"tokenParts":{"input":3,"output":3}} | tokenParts | tokenParts must add up to tokens, 7, was 6
                    {"tokens":7,"tokenParts":{"input":-3,"output":"x"}} | tokenParts.input | tokenParts.input must be an integer from 0
                    {"tokens":7,"tokenParts":{"input":[[1]],"output":7}} | tokenParts.input | tokenParts.input must be an integer from 0
                    {"tokens":7,"tokenParts":7}  | tokenParts | tokenParts must be a JSON object
                    {"tokenParts":{},"tokenParts":{}} | tokenParts | tokenParts must be given once
                    {"timestamp":"yesterday"}    | timestamp | timestamp must be an RFC 3339 time
                    """)
    void whatIsNotAnEventIsRefusedWithItsReason(String json, String field, String reason) {
        InvalidEventException e =
                catchThrowableOfType(InvalidEventException.class, () -> decode(json));

        assertThat(e.field()).isEqualTo(field);
        assertThat(e.reason()).startsWith(reason);
    }

    @Test
    void theFirstFaultIsToldAlthoughTheRestIsRead() {
        InvalidEventException e =
                catchThrowableOfType(
                        InvalidEventException.class,
                        () -> decode("{\"tokens\":{\"a\":[1]},\"tenant\":5,\"id\":\"x\"}"));

        assertThat(e.field()).isEqualTo("tokens");
    }

    @Test
    void nestingIsBounded() {
        String json = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        InvalidEventException e =
                catchThrowableOfType(InvalidEventException.class, () -> decode(json));

        assertThat(e.field()).isEqualTo("payload");
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] json = golden("event.json").getBytes(UTF_8);
        json[golden("event.json").indexOf("acme")] = (byte) 0xFF;

        InvalidEventException e =
                catchThrowableOfType(InvalidEventException.class, () -> EventCodec.decode(json));

        assertThat(e.field()).isEqualTo("payload");
    }

    private static UsageEvent decode(String json) throws InvalidEventException {
        return EventCodec.decode(json.getBytes(UTF_8));
    }

    private static String golden(String file) {
        return new String(Golden.bytes(file), UTF_8);
    }
}
