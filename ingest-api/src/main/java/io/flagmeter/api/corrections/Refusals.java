package io.flagmeter.api.corrections;

import io.flagmeter.api.corrections.Correction.Line;
import io.flagmeter.api.corrections.NewCorrection.Adjustment;
import io.flagmeter.api.corrections.NewCorrection.EventVoid;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;

/** What is said where nothing can be corrected. */
final class Refusals {

    private Refusals() {}

    /**
     * Refuses what would take a sum below zero, or move one that stands still at what 64 bits hold.
     *
     * @param where of which minute or period the sum is
     */
    static void requireRoom(String feature, String where, Amounts there, List<Line> lines) {
        long tokens = Corrections.tokens(lines);
        long events = Corrections.events(lines);
        // Compared so that nothing wraps.
        if (there.tokens() == Long.MAX_VALUE || tokens >= Long.MAX_VALUE - there.tokens()) {
            throw full(feature);
        }
        if (there.tokens() + tokens < 0 || there.events() + events < 0) {
            throw Problem.limit(
                            ProblemType.BELOW_ZERO,
                            "%s of the feature %s holds %d tokens of %d events, from which %d cannot be taken: nothing was changed"
                                    .formatted(
                                            where,
                                            feature,
                                            there.tokens(),
                                            there.events(),
                                            -tokens),
                            there.tokens())
                    .toException();
        }
    }

    static ProblemException full(String feature) {
        return Problem.of(
                        ProblemType.TOTAL_FULL,
                        "a sum of the feature %s stands still at %d, or would: what was used beyond it is not known, so nothing can be added to it or taken from it"
                                .formatted(feature, Long.MAX_VALUE))
                .toException();
    }

    static ProblemException tooFew(
            Adjustment wanted, BillingPeriod period, UsageRows.Newest newest) {
        String where =
                newest.lines().size() < MakeCorrections.MOST_MINUTES
                        ? "the period from " + period.start()
                        : "its newest %d minutes".formatted(MakeCorrections.MOST_MINUTES);
        return Problem.limit(
                        ProblemType.BELOW_ZERO,
                        "the feature %s has %d tokens in %s, from which %d cannot be taken: nothing was changed"
                                .formatted(
                                        wanted.feature(), newest.taken(), where, -wanted.tokens()),
                        newest.taken())
                .toException();
    }

    static ProblemException unknownEvent(EventVoid wanted) {
        return new Problem(
                        ProblemType.UNKNOWN_EVENT,
                        "no event of this id was counted for this tenant: it may still be in the queue or a dead letter, or be older than FLAGMETER_RETENTION_EVENTS",
                        wanted.day() == null ? "event" : "timestamp",
                        null)
                .toException();
    }

    static ProblemException severalEvents(EventVoid wanted, Collection<LocalDate> days) {
        return new Problem(
                        ProblemType.CONFLICT,
                        "events of this id were counted on several days, %s: say by timestamp which is meant"
                                .formatted(
                                        String.join(
                                                ", ",
                                                days.stream().map(LocalDate::toString).toList())),
                        "timestamp",
                        null)
                .toException();
    }

    static ProblemException tooManyFeatures(int most) {
        return new Problem(
                        ProblemType.CONFLICT,
                        "the tenant has used %d features in this period, and cannot have more: adjust (other)"
                                .formatted(most),
                        "feature",
                        (long) most)
                .toException();
    }

    static ProblemException noPlace() {
        return new Problem(
                        ProblemType.CONFLICT,
                        "there is no place for usage of that minute: it is older than what is kept, or than the first event",
                        "timestamp",
                        null)
                .toException();
    }
}
