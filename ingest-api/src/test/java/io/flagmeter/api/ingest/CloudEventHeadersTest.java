package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventHeadersTest {

    private static final String DATA = "{\"feature\":\"gpt-4-turbo\",\"tokens\":1500}";

    private static MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap()
                .add("CE-SpecVersion", "1.0")
                .add("ce-type", "com.example.llm.completion")
                .add("ce-source", "/gateway/eu-1")
                .add("ce-id", "8f14e45f")
                .add("ce-subject", "acme-corp")
                .add("ce-time", "2026-11-20T11:32:07.123Z");
    }

    private static UsageEvent read(MultiMap headers, String body) throws InvalidEventException {
        return EventReaderTest.READER.read(
                body.getBytes(UTF_8), CloudEventHeaders.of(headers), EventReaderTest.NOW);
    }

    private static InvalidEventException refusal(MultiMap headers, String body) {
        return catchThrowableOfType(InvalidEventException.class, () -> read(headers, body));
    }

    @Test
    void headersAndDataAreTheEvent() throws InvalidEventException {
        assertThat(read(headers(), DATA))
                .isEqualTo(
                        new UsageEvent(
                                "/gateway/eu-1 8f14e45f",
                                "acme-corp",
                                "gpt-4-turbo",
                                1500,
                                Instant.parse("2026-11-20T11:32:07.123Z"),
                                EventReaderTest.NOW));
    }

    @Test
    void attributesThatTheDataHasTooAreNotRead() throws InvalidEventException {
        String body = "{\"id\":5,\"tenant\":5,\"subject\":5," + DATA.substring(1);

        assertThat(read(headers(), body).tenant()).isEqualTo("acme-corp");
    }

    @ParameterizedTest
    @CsvSource({
        "ce-specversion, , ce-specversion must be 1.0",
        "ce-specversion, 0.3, ce-specversion must be 1.0",
        "ce-source, , ce-source must be a URI reference",
        "ce-source, a%20b, ce-source must be a URI reference",
        "ce-id, , ce-id is required",
        "ce-id, '', ce-id is required",
        "ce-id, a%0Ab, ce-id must not hold control characters (character 16)",
        "ce-id, a%, ce-id must be percent-encoded UTF-8",
        "ce-id, a%4, ce-id must be percent-encoded UTF-8",
        "ce-id, a%zz, ce-id must be percent-encoded UTF-8",
        "ce-id, a%+4, ce-id must be percent-encoded UTF-8",
        "ce-id, %C0%A0, ce-id must be percent-encoded UTF-8",
        "ce-id, %FF, ce-id must be percent-encoded UTF-8",
        "ce-id, %ED%A0%80, ce-id must be percent-encoded UTF-8",
        "ce-id, Ã©, ce-id must be percent-encoded UTF-8",
        "ce-subject, , ce-subject is required",
        "ce-subject, a b, ce-subject may hold only A-Z a-z 0-9 . _ : / @ - (character 2)",
        "ce-time, noon, ce-time must be an RFC 3339 time such as 2026-11-25T14:32:00Z",
        "ce-time, 2026-11-20T12:32:07Z, 'ce-time must be at most 5 min ahead of now, 2026-11-20T12:00:00Z'",
    })
    void refusalNamesTheHeader(String header, String value, String reason) {
        MultiMap headers = headers().remove(header);
        if (value != null) {
            headers.add(header, value);
        }

        InvalidEventException refusal = refusal(headers, DATA);

        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(reason).startsWith(refusal.field() + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "source", "id", "subject", "time"})
    void headerMayBeGivenOnce(String name) {
        assertThat(refusal(headers().add("ce-" + name, "x"), DATA).reason())
                .isEqualTo("ce-" + name + " must be given once");
    }

    @Test
    void longValuesAreRefusedAsInTheBody() {
        assertThat(refusal(headers().set("ce-id", "x".repeat(8_000)), DATA).reason())
                .isEqualTo(
                        "ce-source and id must together be at most 127 characters long, were 8013");
        assertThat(refusal(headers().set("ce-subject", "x".repeat(8_000)), DATA).reason())
                .isEqualTo("ce-subject must be at most 128 characters long, was 8000");
    }

    @ParameterizedTest
    @CsvSource({
        "{}, feature is required",
        "'{\"feature\":\"f\"}', tokens is required",
        "'{\"feature\":\"f\",\"usage\":{\"prompt_tokens\":-1}}', usage.prompt_tokens must be an integer from 0 to 1000000000000",
        "'{\"data\":{\"feature\":\"f\",\"tokens\":1}}', feature is required",
    })
    void dataIsRefusedByItsOwnNames(String body, String reason) {
        assertThat(refusal(headers(), body).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀
                    %e2%82%ac                       | €
                    %2520                           | %20
                    %61bc                           | abc
                    "a \\" b\\\\"                    | a " b\\
                    "a%20b"                         | a b
                    "a                              | "a
                    """)
    void valuesAreDecodedOnce(String value, String id) throws InvalidEventException {
        assertThat(read(headers().set("ce-id", value), DATA).id()).isEqualTo("/gateway/eu-1 " + id);
    }

    @Test
    void whateverIsEncodedComesBack() throws InvalidEventException {
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            String id =
                    random.ints(1 + random.nextInt(20), 0x20, 0x10FFFF)
                            .filter(c -> !Character.isISOControl(c) && (c < 0xD800 || c > 0xDFFF))
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .append('x')
                            .toString();
            String value = URLEncoder.encode(id, UTF_8).replace("+", "%20");

            assertThat(read(headers().set("ce-id", value), DATA).id())
                    .isEqualTo("/gateway/eu-1 " + id);
        }
    }
}
