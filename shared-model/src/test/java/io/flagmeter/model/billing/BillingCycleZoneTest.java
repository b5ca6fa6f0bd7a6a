package io.flagmeter.model.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where local days do not start at 00:00, start twice, or are missing. */
class BillingCycleZoneTest {

    @ParameterizedTest
    @CsvSource({
        "Pacific/Kiritimati, 2025-12-31T10:00:00Z",
        "Asia/Kathmandu, 2025-12-31T18:15:00Z",
        "Europe/Berlin, 2025-12-31T23:00:00Z",
        "America/New_York, 2026-01-01T05:00:00Z",
        "Pacific/Pago_Pago, 2026-01-01T11:00:00Z",
    })
    void periodStartsAtLocalMidnightEastAndWestOfUtc(String zone, Instant midnight) {
        assertStartsAt(midnight, BillingCycle.of(1, zone));
    }

    @Test
    void periodThatCrossesAClockChangeEndsAtLocalMidnight() {
        assertThat(BillingCycle.of(15, "Europe/Berlin").periodAt(at("2026-03-29T01:00:00Z")))
                .isEqualTo(period("2026-03-14T23:00:00Z", "2026-04-14T22:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "America/Sao_Paulo, 4, 2018-11-04T03:00:00Z",
        "Asia/Beirut, 28, 2021-03-27T22:00:00Z",
        "Africa/Cairo, 26, 2024-04-25T22:00:00Z",
        // The gap is from 23:30 to 00:30: the day starts with its end, not an hour after midnight.
        "America/Toronto, 31, 1919-03-31T04:30:00Z",
    })
    void periodStartsAtTheEndOfAGapThatSwallowsMidnight(String zone, int day, Instant gapEnd) {
        assertStartsAt(gapEnd, BillingCycle.of(day, zone));
    }

    @ParameterizedTest
    @CsvSource({
        "America/Havana, 7, 2021-11-07T04:00:00Z, 2021-11-07T05:00:00Z",
        "Atlantic/Azores, 31, 2021-10-31T00:00:00Z, 2021-10-31T01:00:00Z",
        "America/St_Johns, 1, 2009-11-01T02:30:00Z, 2009-11-01T03:30:00Z",
    })
    void periodStartsAtTheFirstOfTwoMidnights(String zone, int day, Instant first, Instant second) {
        BillingCycle cycle = BillingCycle.of(day, zone);

        assertStartsAt(first, cycle);
        assertThat(cycle.periodAt(second).start()).isEqualTo(first);
    }

    @Test
    void clockSetBackIntoTheOldMonthDoesNotReopenItsPeriod() {
        BillingPeriod november = period("2009-11-01T02:30:00Z", "2009-12-01T03:30:00Z");
        BillingCycle stJohns = BillingCycle.of(1, "America/St_Johns");

        assertThat(stJohns.periodAt(at("2009-11-01T02:30:30Z"))).isEqualTo(november);
        assertThat(stJohns.periodAt(at("2009-11-01T03:00:00Z")))
                .as("31 October, 23:30, for the second time")
                .isEqualTo(november);
    }

    @Test
    void billingOnASkippedDayStartsWithTheDayAfterIt() {
        BillingCycle apia = BillingCycle.of(30, "Pacific/Apia");

        assertThat(apia.periodAt(at("2011-12-30T09:59:59Z")))
                .isEqualTo(period("2011-11-30T10:00:00Z", "2011-12-30T10:00:00Z"));
        assertThat(apia.periodAt(at("2011-12-30T10:00:00Z")))
                .isEqualTo(period("2011-12-30T10:00:00Z", "2012-01-29T10:00:00Z"));
    }

    @Test
    void billingOnASkippedLastDayStartsInTheNextMonth() {
        BillingCycle kiritimati = BillingCycle.of(31, "Pacific/Kiritimati");

        assertThat(kiritimati.periodAt(at("1994-12-31T10:00:00Z")))
                .as("New Year's Day 1995, 00:00, after 30 December")
                .isEqualTo(period("1994-12-31T10:00:00Z", "1995-01-30T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "Pacific/Apia, 2011-12-30T10:00:00Z",
        "Pacific/Kiritimati, 1994-12-31T10:00:00Z",
        "Pacific/Kwajalein, 1993-08-21T12:00:00Z",
    })
    void everyCycleTilesTimeAroundASkippedDay(String zone, Instant skip) {
        for (int day = 1; day <= 31; day++) {
            BillingCycle cycle = BillingCycle.of(day, zone);
            BillingPeriod period = cycle.periodAt(skip.minus(Duration.ofDays(40)));

            while (!period.start().isAfter(skip)) {
                BillingPeriod next = cycle.periodAt(period.end());
                assertThat(next.start()).as("day %d", day).isEqualTo(period.end());
                assertThat(cycle.periodAt(next.start().minusNanos(1))).isEqualTo(period);
                period = next;
            }
        }
    }

    private static void assertStartsAt(Instant start, BillingCycle cycle) {
        assertThat(cycle.periodAt(start).start()).isEqualTo(start);
        assertThat(cycle.periodAt(start.minusNanos(1)).end()).isEqualTo(start);
    }

    private static BillingPeriod period(String start, String end) {
        return new BillingPeriod(at(start), at(end));
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }
}
