package io.flagmeter.api.series;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a range of time is cut.
 *
 * <p>A day, week or month begins with its first local day, as {@link
 * LocalDate#atStartOfDay(ZoneId)} has it and as billing periods do, so a day may last 23 or 25
 * hours; a week begins on Monday (ISO 8601). An hour begins at the full hour by the local clock,
 * and anew where the clock is changed by half an hour; one that the clock repeats is there twice.
 */
enum Window {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH;

    /** By the name that clients give them. */
    static final Map<String, Window> WORDS =
            Arrays.stream(values()).collect(Collectors.toMap(Window::text, Function.identity()));

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The ends of the pieces of a range: the first is its start, the last its end, and each between
     * them begins a window.
     *
     * @param most pieces; where there are more, one more is cut
     */
    List<Instant> cut(Instant from, Instant to, ZoneId zone, int most) {
        var edges = new ArrayList<Instant>();
        Instant edge = from;
        while (edge.isBefore(to) && edges.size() <= most) {
            edges.add(edge);
            edge = after(edge, zone);
        }
        edges.add(to);
        return edges;
    }

    /** Where the next window begins. */
    private Instant after(Instant time, ZoneId zone) {
        return switch (this) {
            case MINUTE -> after(time, zone.getRules(), 60);
            case HOUR -> after(time, zone.getRules(), 3_600);
            case DAY, WEEK, MONTH -> firstDayAfter(time, zone);
        };
    }

    private static Instant after(Instant time, ZoneRules rules, int seconds) {
        long offset = rules.getOffset(time).getTotalSeconds();
        long local = time.getEpochSecond() + offset;
        Instant next =
                Instant.ofEpochSecond((Math.floorDiv(local, seconds) + 1) * seconds - offset);
        ZoneOffsetTransition change = rules.nextTransition(time);
        return change != null && change.getInstant().isBefore(next) ? change.getInstant() : next;
    }

    private Instant firstDayAfter(Instant time, ZoneId zone) {
        // A clock set back over midnight shows the day before once more, though the day has begun.
        LocalDate day = first(LocalDate.ofInstant(time, zone)).minus(1, unit());
        Instant start;
        do {
            start = day.atStartOfDay(zone).toInstant();
            day = day.plus(1, unit());
        } while (!start.isAfter(time));
        return start;
    }

    private LocalDate first(LocalDate day) {
        return switch (this) {
            case MONTH -> day.withDayOfMonth(1);
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case DAY, HOUR, MINUTE -> day;
        };
    }

    private ChronoUnit unit() {
        return switch (this) {
            case MONTH -> ChronoUnit.MONTHS;
            case WEEK -> ChronoUnit.WEEKS;
            case DAY, HOUR, MINUTE -> ChronoUnit.DAYS;
        };
    }
}
