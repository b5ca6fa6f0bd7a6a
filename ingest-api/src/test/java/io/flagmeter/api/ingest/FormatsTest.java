package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

    @ParameterizedTest
    @CsvSource({"application/json, PLAIN", "application/cloudevents+json, CLOUD_EVENT"})
    void eventIsInTheFormatOfItsContentType(String contentType, EventFormat format) {
        assertThat(EventFormat.of(contentType)).isEqualTo(format);
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
    void otherContentTypesAreNoEvent(String contentType) {
        assertThat(EventFormat.of(contentType)).isNull();
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
