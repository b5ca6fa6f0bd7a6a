package io.flagmeter.api.query;

import io.flagmeter.model.event.Rfc3339;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parameters of a request's query. Whatever is wrong with one is a problem that names it. */
public final class Parameters {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private final Function<String, List<String>> values;

    Parameters(Function<String, List<String>> values) {
        this.values = values;
    }

    public static Parameters of(RoutingContext context) {
        return new Parameters(context::queryParam);
    }

    /** Empty if it is not there. */
    public Optional<String> text(String name) {
        List<String> found = values.apply(name);
        if (found.size() > 1) {
            throw invalid(name, "must be there once");
        }
        return found.stream().findFirst();
    }

    /** One of these words; empty if it is not there. */
    public <T> Optional<T> word(String name, Map<String, T> words) {
        return text(name)
                .map(
                        text -> {
                            T meant = words.get(text);
                            if (meant == null) {
                                throw invalid(
                                        name,
                                        words.keySet().stream()
                                                .sorted()
                                                .reduce((one, next) -> one + ", " + next)
                                                .map("must be one of "::concat)
                                                .orElseThrow());
                            }
                            return meant;
                        });
    }

    /** A time, which has to be there. */
    public Instant time(String name) {
        String text = text(name).orElseThrow(() -> invalid(name, "is required"));
        try {
            Instant time = Rfc3339.parse(text);
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // A plus sign that was not escaped has become a space, as in a form.
            throw invalid(name, "must be a time as RFC 3339 has it, with + written as %2B");
        }
        throw invalid(name, "must lie in the years from 1970 to 9999");
    }

    /** A parameter that breaks a rule. */
    public static ProblemException invalid(String name, String rule) {
        return new Problem(ProblemType.INVALID_PARAMETER, name + " " + rule, name, null)
                .toException();
    }
}
