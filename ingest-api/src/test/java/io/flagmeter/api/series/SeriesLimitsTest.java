package io.flagmeter.api.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.server.problem.ProblemException;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesLimitsTest {

    private static Series of(int points, boolean filled) {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        var request =
                new SeriesRequest(
                        "t",
                        from,
                        from.plusSeconds(60L * points),
                        Window.MINUTE,
                        null,
                        true,
                        false,
                        filled);
        return new Series(request, ZoneOffset.UTC, request.edges(ZoneOffset.UTC));
    }

    @Test
    void ofManyFeaturesTheLargestAreListedAndTheOthersSummed() {
        Series series = of(1_000, false);
        IntStream.range(0, 20).forEach(i -> series.add(7, "f" + i, new Amounts(100 + i, 1)));
        series.add(8, "(other)", new Amounts(1_000, 1));

        JsonPath json = new JsonPath(new String(series.toJson()));

        Map<String, Integer> features = json.getMap("points[0].features");
        assertThat(features).hasSize(9).containsEntry("f19", 119).containsEntry("f12", 112);
        assertThat(features).containsEntry("(other)", IntStream.range(100, 112).sum());
        assertThat(json.getInt("points[0].tokens")).isEqualTo(2_190);
        assertThat(json.getMap("points[1].features")).hasSize(1).containsEntry("(other)", 1_000);
    }

    @Test
    void filledAnswerListsEveryFeatureEverywhere() {
        Series series = of(2, true);
        series.add(1, "f", new Amounts(5, 1));

        JsonPath json = new JsonPath(new String(series.toJson()));

        assertThat(json.getMap("points[0].features")).isEqualTo(Map.of("f", 0));
        assertThat(json.getMap("points[1].features")).isEqualTo(Map.of("f", 5));
    }

    @Test
    void whatIsHeldIsBounded() {
        Series series = of(1_000, false);
        IntStream.range(0, 500).forEach(i -> series.add(0, "f" + i, new Amounts(1, 1)));

        assertThatThrownBy(() -> series.add(0, "one more", new Amounts(1, 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("too many features");
    }

    @Test
    void answerStaysBelowTwoMegabytes() {
        Series series = of(1_000, true);
        for (int place = 0; place < 1_000; place++) {
            for (int i = 0; i < 12; i++) {
                series.add(place, "x".repeat(126) + i, new Amounts(Long.MAX_VALUE, 1));
            }
        }

        assertThat(series.toJson()).hasSizeBetween(1 << 20, 2 << 20);
    }
}
