package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=utf-8",
                "application/json ; Charset=\"UTF-8\"",
                "application/json; profile=x; charset=utf-8"
            })
    void parametersAndCaseDoNotMatter(String header) {
        assertThat(MediaType.of(header)).isEqualTo(MediaType.JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json; charset=iso-8859-1", "application/json;charset=utf-16"})
    void otherCharsetsAreNoMediaType(String header) {
        assertThat(MediaType.of(header)).isEmpty();
    }

    @Test
    void missingHeaderIsNoMediaType() {
        assertThat(MediaType.of(null)).isEmpty();
    }
}
