package io.flagmeter.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReadsTest {

    /** Vert.x merges slashes, resolves dots, decodes letters and drops the host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/openapi",
                "/q/openapi?format=json",
                "/q/openapi.json",
                "/q/metrics",
                "//q/openapi",
                "/q//metrics",
                "/%71/openapi",
                "/q/%6Fpenapi",
                "/q/%6Detrics",
                "/q/./openapi",
                "/x/../q/openapi",
                "/x/%2E%2e/q/openapi",
                "http://host/q/openapi",
                "x?y://host/q/openapi"
            })
    void documentIsKnownHoweverItIsSpelt(String target) {
        assertThat(DocumentReads.isDocument(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "*",
                "?openapi",
                "/events",
                "/usage/openapi",
                "/usage/a%20b",
                "/q/health",
                "/q/../openapi",
                "/events?then=/q/openapi",
                "http://q/openapi",
                "http://openapi"
            })
    void otherTargetsAreNone(String target) {
        assertThat(DocumentReads.isDocument(target)).isFalse();
    }

    @Test
    void sixteenMayReadAtATime() {
        var documents = new DocumentReads();
        var readers = Stream.generate(documents::reader).limit(16).toList();
        assertThat(readers).allMatch(DocumentReads.Reader::begin);
        DocumentReads.Reader late = documents.reader();
        assertThat(late.begin()).isFalse();

        late.end();
        assertThat(late.begin()).as("who read none gives none back").isFalse();
        readers.getFirst().end();
        readers.getFirst().end();
        assertThat(late.begin()).isTrue();
        assertThat(documents.reader().begin()).as("one was given back, once").isFalse();
    }
}
