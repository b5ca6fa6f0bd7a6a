package io.flagmeter.api.series;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of usage over time. */
@Singleton
class SeriesBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed(
                        "seriesPoints",
                        SeriesRequest.MOST_POINTS,
                        Unit.COUNT,
                        "windows of a tenant's usage over time"),
                fixed(
                        "seriesRange",
                        SeriesRequest.LONGEST.toMillis(),
                        Unit.MILLISECONDS,
                        "the time that it covers"),
                fixed(
                        "seriesFeatures",
                        Series.MOST_LISTED,
                        Unit.COUNT,
                        "points times features of it; further features are summed"));
    }
}
