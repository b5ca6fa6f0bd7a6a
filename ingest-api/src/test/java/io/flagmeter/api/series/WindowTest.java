package io.flagmeter.api.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowTest {

    private static List<Instant> cut(Window window, String zone, String from, String to) {
        return window.cut(Instant.parse(from), Instant.parse(to), ZoneId.of(zone), 1_000);
    }

    private static List<Long> minutes(List<Instant> edges) {
        return IntStream.range(1, edges.size())
                .mapToObj(i -> Duration.between(edges.get(i - 1), edges.get(i)).toMinutes())
                .toList();
    }

    private static List<Instant> instants(String... times) {
        return Stream.of(times).map(Instant::parse).toList();
    }

    @Test
    void daysOfChangedClocksHave23And25Hours() {
        assertThat(
                        minutes(
                                cut(
                                        Window.DAY,
                                        "Europe/Berlin",
                                        "2026-03-27T23:00:00Z",
                                        "2026-03-30T22:00:00Z")))
                .containsExactly(1_440L, 1_380L, 1_440L);
        assertThat(
                        minutes(
                                cut(
                                        Window.DAY,
                                        "Europe/Berlin",
                                        "2026-10-23T22:00:00Z",
                                        "2026-10-26T23:00:00Z")))
                .containsExactly(1_440L, 1_500L, 1_440L);
    }

    @Test
    void repeatedHourIsThereTwiceAndTheSkippedOneIsNot() {
        assertThat(
                        cut(
                                Window.HOUR,
                                "Europe/Berlin",
                                "2026-10-24T23:00:00Z",
                                "2026-10-25T03:00:00Z"))
                .hasSize(5);
        assertThat(
                        minutes(
                                cut(
                                        Window.HOUR,
                                        "Australia/Lord_Howe",
                                        "2026-04-04T13:00:00Z",
                                        "2026-04-04T16:30:00Z")))
                .as("clocks go back by half an hour at 15:00Z")
                .containsExactly(60L, 60L, 30L, 60L);
        assertThat(
                        minutes(
                                cut(
                                        Window.HOUR,
                                        "Australia/Lord_Howe",
                                        "2026-10-03T14:30:00Z",
                                        "2026-10-03T17:00:00Z")))
                .as("clocks go forward by half an hour at 15:30Z")
                .containsExactly(60L, 30L, 60L);
    }

    @Test
    void hoursBeginAtTheFullHourOfTheZone() {
        assertThat(cut(Window.HOUR, "Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T01:45:00Z"))
                .isEqualTo(
                        instants(
                                "2026-01-01T00:00:00Z",
                                "2026-01-01T00:30:00Z",
                                "2026-01-01T01:30:00Z",
                                "2026-01-01T01:45:00Z"));
        assertThat(
                        cut(
                                Window.DAY,
                                "Asia/Kathmandu",
                                "2026-01-01T00:00:00Z",
                                "2026-01-02T00:00:00Z"))
                .contains(Instant.parse("2026-01-01T18:15:00Z"));
    }

    @Test
    void weeksBeginOnMonday() {
        assertThat(cut(Window.WEEK, "UTC", "2025-12-28T12:00:00Z", "2026-01-06T00:00:00Z"))
                .isEqualTo(
                        instants(
                                "2025-12-28T12:00:00Z",
                                "2025-12-29T00:00:00Z",
                                "2026-01-05T00:00:00Z",
                                "2026-01-06T00:00:00Z"));
    }

    @Test
    void dayThatAZoneSkipsIsNoWindow() {
        assertThat(cut(Window.DAY, "Pacific/Apia", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"))
                .isEqualTo(
                        instants(
                                "2011-12-29T10:00:00Z",
                                "2011-12-30T10:00:00Z",
                                "2011-12-31T10:00:00Z"));
    }

    @Test
    void dayBeginsOnceWhereClocksGoBackOverMidnight() {
        assertThat(
                        cut(
                                Window.DAY,
                                "America/St_Johns",
                                "2009-10-31T02:30:00Z",
                                "2009-11-02T03:30:00Z"))
                .isEqualTo(
                        instants(
                                "2009-10-31T02:30:00Z",
                                "2009-11-01T02:30:00Z",
                                "2009-11-02T03:30:00Z"));
    }

    @Test
    void nothingMoreIsCutThanOneTooMany() {
        assertThat(cut(Window.MINUTE, "UTC", "2026-01-01T00:00:00Z", "2035-01-01T00:00:00Z"))
                .hasSize(1_002);
    }

    /** Every minute by itself, and where the name of its window changes. */
    @ParameterizedTest
    @EnumSource(Window.class)
    void edgesAreThoseOfAModelThatLooksAtEveryMinute(Window window) {
        var random = new Random(window.ordinal());
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (int i = 0; i < 60; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            Instant from =
                    Instant.parse("2013-01-01T00:00:00Z")
                            .plus(random.nextInt(14 * 365 * 1_440), ChronoUnit.MINUTES);
            int longest = window == Window.MINUTE ? 900 : window == Window.HOUR ? 50_000 : 140_000;
            Instant to = from.plus(1 + random.nextInt(longest), ChronoUnit.MINUTES);

            assertThat(window.cut(from, to, zone, 1_000))
                    .as("%s %s %s", zone, from, to)
                    .isEqualTo(model(window, from, to, zone));
        }
    }

    private static List<Instant> model(Window window, Instant from, Instant to, ZoneId zone) {
        var edges = new ArrayList<Instant>();
        Object before = null;
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
            Object name = name(window, at.atZone(zone));
            if (!name.equals(before)) {
                edges.add(at);
            }
            before = name;
        }
        edges.add(to);
        return edges;
    }

    private static Object name(Window window, ZonedDateTime time) {
        return switch (window) {
            case MINUTE -> time;
            case HOUR -> List.of(time.toLocalDate(), time.getHour(), time.getOffset());
            case DAY -> time.toLocalDate();
            case WEEK ->
                    List.of(
                            time.get(IsoFields.WEEK_BASED_YEAR),
                            time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case MONTH -> YearMonth.from(time);
        };
    }
}
