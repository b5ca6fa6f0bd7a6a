package io.flagmeter.systemtest.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.systemtest.observability.Selector.Matcher;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorTest {

    @Test
    void metricsAreFoundAmongFunctionsLabelsAndRanges() {
        assertThat(
                        Selector.in(
                                "histogram_quantile(0.99, sum by (le, uri)"
                                        + " (rate(a_bucket{uri=\"/u/{t}\",job=~\"x|y\"}[5m]))) > 2e3"
                                        + " and on (job) r:b:max unless c"))
                .containsExactly(
                        new Selector(
                                "a_bucket",
                                List.of(
                                        new Matcher("uri", "=", "/u/{t}"),
                                        new Matcher("job", "=~", "x|y"))),
                        new Selector("r:b:max", List.of()),
                        new Selector("c", List.of()));
    }

    @Test
    void seriesIsFoundByNameAndLabels() {
        var samples = Sample.of("# HELP a b\na{uri=\"/u\",m=\"GET\"} 1.0\nb NaN\n", "api");

        assertThat(Selector.in("a{uri=\"/u\",job=\"api\"} + b"))
                .allMatch(selector -> samples.stream().anyMatch(selector::finds));
        assertThat(Selector.in("a{uri=\"/v\"} + c + b{job!=\"api\"}"))
                .noneMatch(selector -> samples.stream().anyMatch(selector::finds));
    }
}
