package io.flagmeter.model.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds on every day, in every zone of the JDK, from 1990 to 2100. */
class BillingCyclePropertyTest {

    /** An instant and the cycle it is looked up in. */
    record Lookup(BillingCycle cycle, Instant at) {
        BillingPeriod period() {
            return cycle.periodAt(at);
        }
    }

    @Property
    void everyInstantLiesInItsPeriod(@ForAll("lookups") Lookup lookup) {
        assertThat(lookup.period().contains(lookup.at())).isTrue();
    }

    @Property
    void startBelongsToThePeriodItStarts(@ForAll("lookups") Lookup lookup) {
        BillingPeriod period = lookup.period();

        assertThat(lookup.cycle().periodAt(period.start())).isEqualTo(period);
    }

    @Property
    void nextPeriodStartsWhereThisOneEnds(@ForAll("lookups") Lookup lookup) {
        Instant end = lookup.period().end();

        assertThat(lookup.cycle().periodAt(end).start()).isEqualTo(end);
    }

    @Property
    void periodBeforeEndsWhereThisOneStarts(@ForAll("lookups") Lookup lookup) {
        Instant start = lookup.period().start();

        assertThat(lookup.cycle().periodAt(start.minusNanos(1)).end()).isEqualTo(start);
    }

    /** February less an hour of summer time, and 31 days plus what the Antarctic is capable of. */
    @Property
    void periodLastsAboutAMonth(@ForAll("lookups") Lookup lookup) {
        BillingPeriod period = lookup.period();

        assertThat(Duration.between(period.start(), period.end()))
                .isBetween(Duration.ofDays(27), Duration.ofDays(32));
    }

    /** Found through the calendar on both sides of the start, which also shows skipped days. */
    @Property
    void localBillingDayDawnsAtTheStart(@ForAll("lookups") Lookup lookup) {
        BillingCycle cycle = lookup.cycle();
        Instant start = lookup.period().start();
        LocalDate dayBefore = LocalDate.ofInstant(start.minusNanos(1), cycle.zone());
        LocalDate firstDay = LocalDate.ofInstant(start, cycle.zone());

        assertThat(dayBefore.plusDays(1).datesUntil(firstDay.plusDays(1)))
                .anyMatch(date -> isBillingDay(date, cycle));
    }

    private static boolean isBillingDay(LocalDate date, BillingCycle cycle) {
        boolean isLastOfMonth = date.equals(YearMonth.from(date).atEndOfMonth());
        return date.getDayOfMonth() == cycle.billingDay()
                || (isLastOfMonth && date.getDayOfMonth() < cycle.billingDay());
    }

    @Provide
    Arbitrary<Lookup> lookups() {
        Arbitrary<BillingCycle> cycles =
                Combinators.combine(
                                Arbitraries.integers().between(1, 31),
                                Arbitraries.of(new TreeSet<>(ZoneId.getAvailableZoneIds())))
                        .as(BillingCycle::of);
        Arbitrary<Instant> instants =
                Combinators.combine(
                                seconds("1990-01-01T00:00:00Z", "2100-12-31T23:59:59Z"),
                                Arbitraries.integers().between(0, 999_999_999))
                        .as(Instant::ofEpochSecond);
        Arbitrary<Lookup> anywhere = Combinators.combine(cycles, instants).as(Lookup::new);
        Arbitrary<Lookup> nearClockChanges =
                Combinators.combine(anywhere, Arbitraries.longs().between(-100_000, 100_000))
                        .as(BillingCyclePropertyTest::nearClockChange);
        return Arbitraries.oneOf(anywhere, nearClockChanges);
    }

    /** Moves to within a day or so of the zone's next change of the clock, if it has one. */
    private static Lookup nearClockChange(Lookup lookup, long seconds) {
        BillingCycle cycle = lookup.cycle();
        ZoneOffsetTransition change = cycle.zone().getRules().nextTransition(lookup.at());
        return change == null
                ? lookup
                : new Lookup(cycle, change.getInstant().plusSeconds(seconds));
    }

    private static Arbitrary<Long> seconds(String from, String to) {
        return Arbitraries.longs()
                .between(Instant.parse(from).getEpochSecond(), Instant.parse(to).getEpochSecond());
    }
}
