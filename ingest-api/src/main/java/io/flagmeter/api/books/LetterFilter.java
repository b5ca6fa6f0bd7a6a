package io.flagmeter.api.books;

import io.flagmeter.api.admin.NameParameter;
import io.flagmeter.api.problem.Problem;
import io.flagmeter.api.problem.ProblemException;
import io.flagmeter.api.problem.ProblemType;
import io.flagmeter.model.event.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    /**
     * Reads the parameters of a query.
     *
     * @throws ProblemException if one of them cannot be read, or none is given: a parameter that
     *     was misspelt must not mean all letters
     */
    static LetterFilter of(
            @Nullable String reason, @Nullable String tenant, @Nullable String before) {
        if (Stream.of(reason, tenant, before).allMatch(Objects::isNull)) {
            throw invalid("all", "must be true where none of reason, tenant and before is given");
        }
        return new LetterFilter(
                reason,
                tenant == null ? null : NameParameter.of("tenant", tenant),
                before == null ? null : time(before));
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
