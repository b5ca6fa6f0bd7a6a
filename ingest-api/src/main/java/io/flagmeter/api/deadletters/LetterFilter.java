package io.flagmeter.api.deadletters;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.event.Rfc3339;
import io.flagmeter.model.event.StoredLetter;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those for which all holds that is given.
 *
 * @param reason a part of the letter's reason
 * @param tenant whose event it is, where that can be read
 * @param before put aside before that; a letter of an older release, which does not say when, was
 */
record LetterFilter(@Nullable String reason, @Nullable String tenant, @Nullable Instant before)
        implements Predicate<StoredLetter> {

    private static final Set<String> NAMES = Set.of("reason", "tenant", "before");

    /**
     * Reads the parameters of a query.
     *
     * @throws ProblemException if none is given, or one that is unknown, empty, given twice or not
     *     to be read: a parameter that was misspelt must not make more be meant
     */
    static LetterFilter of(Map<String, List<String>> query) {
        if (query.isEmpty()) {
            throw invalid("all", "must be true where none of reason, tenant and before is given");
        }
        query.forEach(LetterFilter::check);
        return new LetterFilter(
                value(query, "reason").orElse(null),
                value(query, "tenant").map(it -> NameParameter.of("tenant", it)).orElse(null),
                value(query, "before").map(LetterFilter::time).orElse(null));
    }

    private static void check(String name, List<String> values) {
        if (!NAMES.contains(name)) {
            throw invalid(name, "must be all=true alone, or one of reason, tenant and before");
        }
        if (values.size() > 1 || values.getFirst().isBlank()) {
            throw invalid(name, "must be given once, and not be empty");
        }
        if (values.getFirst().indexOf(0) >= 0) {
            throw invalid(name, "must not hold U+0000");
        }
    }

    private static Optional<String> value(Map<String, List<String>> query, String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst);
    }

    private static Instant time(String before) {
        try {
            return Rfc3339.parse(before);
        } catch (DateTimeException e) {
            throw invalid("before", "must be an RFC 3339 time such as 2026-11-25T14:32:00Z");
        }
    }

    private static ProblemException invalid(String parameter, String rule) {
        return new Problem(ProblemType.INVALID_PARAMETER, parameter + " " + rule, parameter, null)
                .toException();
    }

    @Override
    public boolean test(StoredLetter letter) {
        return (reason == null || letter.reason().contains(reason))
                && (before == null || letter.at() == null || letter.at().isBefore(before))
                && (tenant == null || letter.tenant().filter(tenant::equals).isPresent());
    }
}
