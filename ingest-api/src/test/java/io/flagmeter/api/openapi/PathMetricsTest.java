package io.flagmeter.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.api.Api;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A path that the metrics' patterns do not name would count with those that are none. */
@QuarkusTest
class PathMetricsTest {

    @Inject MeterRegistry metrics;

    @Test
    void everyDocumentedPathIsASeriesOfItsOwn() {
        var paths = new ApiDescription().paths().keySet();
        paths.forEach(path -> ApiDescription.send("patch " + path, Api.operator()));

        await().untilAsserted(() -> assertThat(series()).containsAll(paths));
    }

    private Stream<String> series() {
        return metrics.get("http.server.requests").timers().stream()
                .map(timer -> timer.getId().getTag("uri"));
    }
}
