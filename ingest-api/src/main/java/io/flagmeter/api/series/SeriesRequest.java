package io.flagmeter.api.series;

import io.flagmeter.api.query.Parameters;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param from the first instant of the range
 * @param to the first instant after it
 * @param zone whose days and hours count; null is the tenant's own
 * @param parts whether to tell what the tokens consist of
 * @param filled whether windows in which nothing was used are listed too
 */
record SeriesRequest(
        String tenant,
        Instant from,
        Instant to,
        Window window,
        @Nullable ZoneId zone,
        boolean byFeature,
        boolean parts,
        boolean filled) {

    static final int MOST_POINTS = 1_000;

    static final Duration LONGEST = Duration.ofDays(3_660);

    static SeriesRequest of(String tenant, Parameters parameters) {
        Instant from = parameters.time("from");
        Instant to = parameters.time("to");
        if (!from.isBefore(to)) {
            throw Parameters.invalid("to", "must be later than from");
        }
        if (from.plus(LONGEST).isBefore(to)) {
            throw Parameters.invalid(
                    "to", "must be at most %d days after from".formatted(LONGEST.toDays()));
        }
        return new SeriesRequest(
                tenant,
                from,
                to,
                parameters.word("window", Window.WORDS).orElse(Window.DAY),
                parameters.text("time_zone").map(SeriesRequest::zone).orElse(null),
                parameters.word("group_by", Map.of("feature", true)).orElse(false),
                parameters.word("parts", Map.of("true", true)).orElse(false),
                parameters.word("fill", Map.of("zero", true)).orElse(false));
    }

    private static ZoneId zone(String name) {
        try {
            return BillingCycle.of(1, name).zone();
        } catch (IllegalArgumentException e) {
            throw Parameters.invalid("time_zone", "must be an IANA name such as Europe/Berlin");
        }
    }

    /** The edges of the windows by the clock of a zone. */
    List<Instant> edges(ZoneId clock) {
        List<Instant> edges = window.cut(from, to, clock, MOST_POINTS);
        if (edges.size() - 1 > MOST_POINTS) {
            throw new Problem(
                            ProblemType.INVALID_PARAMETER,
                            "window must be longer, or the range shorter: a series has at most %d points"
                                    .formatted(MOST_POINTS),
                            "window",
                            (long) MOST_POINTS)
                    .toException();
        }
        return edges;
    }
}
