package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final EventReader READER =
            new EventReader(new TimeWindow(Duration.ofHours(48), Duration.ofMinutes(5)));

    private static UsageEvent read(String body) throws InvalidEventException {
        return READER.read(body.getBytes(UTF_8), EventFormat.PLAIN, NOW);
    }

    private static InvalidEventException refusal(String body) {
        return catchThrowableOfType(InvalidEventException.class, () -> read(body));
    }

    @Test
    void missingIdAndTimestampAreMadeUp() throws InvalidEventException {
        UsageEvent event = read("{\"tenant\":\"acme\",\"feature\":\"gpt\",\"tokens\":7}");

        assertThat(event.id()).hasSize(36);
        assertThat(event.timestamp()).isEqualTo(NOW);
        assertThat(event.received()).isEqualTo(NOW);
    }

    @Test
    void fieldsAreTakenAndUnknownOnesIgnored() throws InvalidEventException {
        UsageEvent event =
                read(
                        """
                        {"id":"a-1","tenant":"acme","colour":{"red":[1]},"received":5,"feature":"gpt",
                         "tokens":1000000000000,"timestamp":"2026-11-20T13:30:00+02:00"}""");

        assertThat(event)
                .isEqualTo(
                        new UsageEvent(
                                "a-1",
                                "acme",
                                "gpt",
                                1_000_000_000_000L,
                                Instant.parse("2026-11-20T11:30:00Z"),
                                NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    "feature":"f","tokens":1                          | tenant
                    "tenant":" ","feature":"f","tokens":1             | tenant
                    "tenant":"a b","feature":"f","tokens":1           | tenant
                    "tenant":7,"feature":"f","tokens":1               | tenant
                    "tenant":"t","tenant":"t","feature":"f","tokens":1| tenant
                    "tenant":"t","tokens":1                           | feature
                    "tenant":"t","feature":"","tokens":1              | feature
                    "tenant":"t","feature":"ü","tokens":1             | feature
                    "tenant":"t","feature":"f"                        | tokens
                    "tenant":"t","feature":"f","tokens":-1            | tokens
                    "tenant":"t","feature":"f","tokens":1.0           | tokens
                    "tenant":"t","feature":"f","tokens":1e3           | tokens
                    "tenant":"t","feature":"f","tokens":"1"           | tokens
                    "tenant":"t","feature":"f","tokens":1000000000001 | tokens
                    "tenant":"t","feature":"f","tokens":99999999999999999999 | tokens
                    "tenant":"t","feature":"f","tokens":null          | tokens
                    "tenant":"t","feature":"f","tokens":1,"id":""     | id
                    "tenant":"t","feature":"f","tokens":1,"id":9      | id
                    "tenant":"t","feature":"f","tokens":1,"timestamp":"noon" | timestamp
                    "tenant":"t","feature":"f","tokens":1,"timestamp":1732104000 | timestamp
                    "tenant":"t","feature":"f","tokens":1,"timestamp":"2026-11-20T12:05:01Z" | timestamp
                    "tenant":"t","feature":"f","tokens":1,"timestamp":"2026-11-18T11:59:59Z" | timestamp
                    """)
    void refusalNamesTheField(String fields, String field) {
        InvalidEventException refusal = refusal("{" + fields + "}");

        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.reason()).startsWith(field + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant", "feature", "id"})
    void refusalOfALongValueNamesTheLimit(String field) {
        String body = "{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1,\"id\":\"i\"}";
        String first = "\"" + field.charAt(0) + "\"";
        String with = body.replace(first, "\"" + "x".repeat(129) + "\"");

        assertThat(refusal(with).reason())
                .isEqualTo(field + " must be at most 128 characters long, was 129");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "7",
                "{}{}",
                "{\"tenant\":}",
                "tenant=acme",
                "{\"tenant\":\"t\",}",
                "{\"a\":NaN}"
            })
    void whatIsNotOneObjectIsMalformed(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_JSON));
    }

    @Test
    void nestingTooDeepIsMalformed() {
        String deep = "{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}";

        assertThatThrownBy(() -> read(deep))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("nesting depth (33) exceeds the maximum allowed (32)")
                .hasMessageNotContaining("StreamReadConstraints");
    }

    @Test
    void invalidUtf8IsMalformed() {
        byte[] latin = "{\"id\":\"é\",\"tenant\":\"t\"}".getBytes(ISO_8859_1);

        assertThatThrownBy(() -> READER.read(latin, EventFormat.PLAIN, NOW))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Invalid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n "})
    void emptyBodyIsAProblemOfItsOwn(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ProblemType.EMPTY_BODY));
    }
}
