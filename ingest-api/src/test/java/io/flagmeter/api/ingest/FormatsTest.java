package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

    @ParameterizedTest
    @CsvSource({"application/json, false", "application/cloudevents+json, true"})
    void eventIsInTheFormatOfItsContentType(String contentType, boolean cloudEvent) {
        assertThat(EventFormat.of(headers(contentType)))
                .isSameAs(cloudEvent ? EventFormat.CLOUD_EVENT : EventFormat.PLAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-id", "CE-SpecVersion"})
    void jsonIsTheDataOfACloudEventIfTheHeadersSaySo(String header) {
        assertThat(EventFormat.of(headers("application/json").add(header, "1")))
                .isInstanceOf(CloudEventHeaders.class);
        assertThat(EventFormat.of(headers("application/cloudevents+json").add(header, "1")))
                .isSameAs(EventFormat.CLOUD_EVENT);
    }

    private static MultiMap headers(@Nullable String contentType) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        return contentType == null ? headers : headers.add("Content-Type", contentType);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, ARRAY",
        "application/x-ndjson, LINES",
        "application/cloudevents-batch+json, CLOUD_EVENTS"
    })
    void batchIsInTheFormatOfItsContentType(String contentType, BatchFormat format) {
        assertThat(BatchFormat.of(contentType)).isEqualTo(format);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"text/plain", "application/x-ndjson", "application/json;charset=latin1"})
    void otherContentTypesAreNoEvent(@Nullable String contentType) {
        assertThat(EventFormat.of(headers(contentType))).isNull();
    }

    @Test
    void refusalNamesWhatIsTaken() {
        assertThat(EventFormat.UNSUPPORTED.detail())
                .isEqualTo(
                        "the Content-Type must be application/json or"
                                + " application/cloudevents+json, in UTF-8");
        assertThat(BatchFormat.of("application/cloudevents+json")).isNull();
        assertThat(BatchFormat.UNSUPPORTED.detail())
                .isEqualTo(
                        "the Content-Type must be application/json, application/x-ndjson or"
                                + " application/cloudevents-batch+json, in UTF-8");
    }
}
