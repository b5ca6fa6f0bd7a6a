package io.flagmeter.model.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The calendar: days, months and years in UTC, and what is refused. */
class BillingCycleTest {

    @Test
    void defaultCycleIsTheCalendarMonthInUtc() {
        assertThat(BillingCycle.DEFAULT.periodAt(Instant.parse("2026-11-25T14:32:00Z")))
                .isEqualTo(utc("2026-11-01", "2026-12-01"));
    }

    @Test
    void defaultCycleIsReadBackFromTheNameOfItsZone() {
        assertThat(in(1, BillingCycle.DEFAULT.zone().getId())).isEqualTo(BillingCycle.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        "2024, 28, 2024-02-28, 2024-03-28",
        "2024, 29, 2024-02-29, 2024-03-29",
        "2024, 30, 2024-02-29, 2024-03-30",
        "2024, 31, 2024-02-29, 2024-03-31",
        "2025, 28, 2025-02-28, 2025-03-28",
        "2025, 29, 2025-02-28, 2025-03-29",
        "2025, 30, 2025-02-28, 2025-03-30",
        "2025, 31, 2025-02-28, 2025-03-31",
        "2000, 29, 2000-02-29, 2000-03-29",
        "2100, 29, 2100-02-28, 2100-03-29",
    })
    void dayThatFebruaryLacksIsItsLast(int year, int day, String start, String end) {
        Instant earlyMarch = Instant.parse(year + "-03-05T12:00:00Z");

        assertThat(in(day, "UTC").periodAt(earlyMarch)).isEqualTo(utc(start, end));
    }

    @ParameterizedTest
    @CsvSource({
        "30, 2026-01-31, 2026-01-30, 2026-02-28",
        "31, 2026-01-31, 2026-01-31, 2026-02-28",
        "31, 2026-03-30, 2026-02-28, 2026-03-31",
        "31, 2026-03-31, 2026-03-31, 2026-04-30",
        "31, 2026-04-30, 2026-04-30, 2026-05-31",
        "31, 2026-07-31, 2026-07-31, 2026-08-31",
        "30, 2026-04-29, 2026-03-30, 2026-04-30",
        "1, 2026-04-30, 2026-04-01, 2026-05-01",
    })
    void shortMonthDoesNotShiftTheMonthsAfterIt(int day, String at, String start, String end) {
        assertThat(in(day, "UTC").periodAt(Instant.parse(at + "T23:59:59Z")))
                .isEqualTo(utc(start, end));
    }

    @ParameterizedTest
    @CsvSource({
        "15, 2025-12-15T00:00:00Z, 2025-12-15, 2026-01-15",
        "15, 2026-01-14T23:59:59Z, 2025-12-15, 2026-01-15",
        "31, 2025-12-31T00:00:00Z, 2025-12-31, 2026-01-31",
        "1, 2025-12-31T23:59:59Z, 2025-12-01, 2026-01-01",
        "1, 2026-01-01T00:00:00Z, 2026-01-01, 2026-02-01",
    })
    void periodRunsOverTheEndOfTheYear(int day, Instant at, String start, String end) {
        assertThat(in(day, "UTC").periodAt(at)).isEqualTo(utc(start, end));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31})
    void firstAndLastPossibleDayAreTaken(int day) {
        assertThat(in(day, "Europe/Berlin"))
                .isEqualTo(new BillingCycle(day, ZoneId.of("Europe/Berlin")));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 32, Integer.MAX_VALUE})
    void dayThatNoMonthHasIsRefusedByName(int day) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BillingCycle(day, ZoneOffset.UTC))
                .withMessage("billing day must be 1 to 31: " + day);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Olympus", "europe/berlin", "no such zone!", "CEST", "UTC+2", ""})
    void zoneThatIsNotAnIanaNameIsRefusedByName(String zone) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> in(1, zone))
                .withMessage("time zone must be an IANA name such as Europe/Berlin: " + zone);
    }

    private static BillingCycle in(int day, String zone) {
        return BillingCycle.of(day, zone);
    }

    private static BillingPeriod utc(String start, String end) {
        return new BillingPeriod(midnight(start), midnight(end));
    }

    private static Instant midnight(String date) {
        return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
