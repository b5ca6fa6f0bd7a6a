package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagmeter.api.Golden;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.event.UsageEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventTest {

    private static UsageEvent read(String body) throws InvalidEventException {
        return EventReaderTest.READER.read(
                body.getBytes(UTF_8), EventFormat.CLOUD_EVENT, EventReaderTest.NOW);
    }

    @Test
    void attributesBecomeFields() throws InvalidEventException {
        assertThat(read(Golden.file("cloud-event.json")))
                .isEqualTo(
                        new UsageEvent(
                                "/gateway/eu-1 8f14e45f",
                                "acme-corp",
                                "gpt-4-turbo",
                                1500,
                                Instant.parse("2026-11-20T11:32:07.123Z"),
                                EventReaderTest.NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    "specversion":"1.0" | "specversion":"0.3"      | specversion
                    "specversion":"1.0" | "a":1                    | specversion
                    "source":"/gateway/eu-1" | "a":1               | source
                    "source":"/gateway/eu-1" | "source":"a b"      | source
                    "id":"8f14e45f"     | "a":1                    | id
                    "id":"8f14e45f"     | "id":"a","id":"b"        | id
                    "subject":"acme-corp" | "a":1                  | subject
                    "subject":"acme-corp" | "subject":"a b"        | subject
                    "subject":"acme-corp" | "subject":1            | subject
                    "time":"2026-11-20T11:32:07.123Z" | "time":"x" | time
                    "time":"2026-11-20T11:32:07.123Z" | "time":"2026-11-20T12:32:07Z" | time
                    "feature":"gpt-4-turbo" | "a":1                | data.feature
                    "feature":"gpt-4-turbo" | "a":1},"data.feature":"f","b":{"a":1 | data.feature
                    "tokens":1500       | "tokens":1.5             | data.tokens
                    "tokens":1500       | "tokens":-1              | data.tokens
                    "tokens":1500       | "a":1                    | data.tokens
                    """)
    void refusalNamesTheAttribute(String attribute, String instead, String field) {
        String body = Golden.file("cloud-event.json").replace(attribute, instead);

        var refusal = catchThrowableOfType(InvalidEventException.class, () -> read(body));

        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.reason()).startsWith(field + " ");
    }

    @Test
    void refusalOfALongIdNamesBothOfItsParts() {
        String body = Golden.file("cloud-event.json").replace("8f14e45f", "x".repeat(115));

        var refusal = catchThrowableOfType(InvalidEventException.class, () -> read(body));

        assertThat(refusal.reason())
                .isEqualTo("source and id must together be at most 127 characters long, were 128");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    "usage":{"prompt_tokens":-5}           | data.usage.prompt_tokens
                    "usage":5                              | data.usage
                    "gen_ai.usage.input_tokens":-5         | data.gen_ai.usage.input_tokens
                    "tokens":1499,"usage":{"input_tokens":1200,"output_tokens":300} | data.tokens
                    """)
    void refusalNamesTheVendorsMember(String usage, String field) {
        String body = Golden.file("cloud-event.json").replace("\"tokens\":1500", usage);

        var refusal = catchThrowableOfType(InvalidEventException.class, () -> read(body));

        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.reason()).startsWith(field + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"usage\":{\"input_tokens\":1200,\"output_tokens\":300}",
                "\"tokens\":1500,\"usage\":{\"input_tokens\":1200,\"output_tokens\":300}",
                "\"gen_ai.usage.input_tokens\":1200,\"gen_ai.usage.output_tokens\":300",
            })
    void dataMayHoldWhatTheVendorSaid(String usage) throws InvalidEventException {
        UsageEvent event = read(Golden.file("cloud-event.json").replace("\"tokens\":1500", usage));

        assertThat(event.tokens()).isEqualTo(1500);
        assertThat(event.parts()).isEqualTo(new TokenParts(1200, 0, 0, 300, 0));
    }

    @Test
    void dataMustBeAnObject() {
        String body = "{\"specversion\":\"1.0\",\"data\":[{\"feature\":\"f\"}],\"id\":\"1\"}";

        var refusal = catchThrowableOfType(InvalidEventException.class, () -> read(body));

        assertThat(refusal.reason()).isEqualTo("data must be one JSON object");
    }
}
