package io.flagmeter.model.billing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;

/**
 * The rule that cuts a tenant's time into monthly billing periods, without gap or overlap.
 *
 * <p>A period begins at the start of the local day whose day of the month is {@code billingDay}, or
 * of the month's last day where the month is shorter: day 31 bills on 28 February and again on 31
 * March. The shortening is that of <a
 * href="https://docs.stripe.com/billing/subscriptions/billing-cycle">Stripe's billing cycle</a>, so
 * that quotas reset on the day of the invoice.
 *
 * <p>The start of a day is {@link LocalDate#atStartOfDay(ZoneId)}: the end of the gap where clocks
 * skip midnight (or the whole day), the first of the two where they repeat it.
 *
 * @param billingDay day of the month, 1 to 31
 * @param zone decides when the local day starts
 */
public record BillingCycle(int billingDay, ZoneId zone) {

    /**
     * Calendar months in UTC, by that name: {@code ZoneOffset.UTC} is called Z, which is no zone.
     */
    public static final BillingCycle DEFAULT = of(1, "UTC");

    /**
     * @throws IllegalArgumentException if the day is outside 1 to 31
     */
    public BillingCycle {
        if (billingDay < 1 || billingDay > 31) {
            throw new IllegalArgumentException("billing day must be 1 to 31: " + billingDay);
        }
    }

    /**
     * Reads a cycle as it is stored and configured.
     *
     * @param zone an IANA name such as {@code Europe/Berlin}, case-sensitive
     * @throws IllegalArgumentException if the day is outside 1 to 31 or the zone is not known
     */
    public static BillingCycle of(int billingDay, String zone) {
        try {
            // ZoneId alone would also take UTC+2, which PostgreSQL reads with the opposite sign.
            var _ = ZoneRulesProvider.getRules(zone, false);
            return new BillingCycle(billingDay, ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time zone must be an IANA name such as Europe/Berlin: " + zone, e);
        }
    }

    /**
     * Reads a cycle whose zone another hand may have stored: PostgreSQL knows zones that Java does
     * not, and usage must not be held up by one of them. Such a zone counts as UTC.
     *
     * @throws IllegalArgumentException if the day is outside 1 to 31
     */
    public static BillingCycle stored(int billingDay, String zone) {
        return ZoneRulesProvider.getAvailableZoneIds().contains(zone)
                ? of(billingDay, zone)
                : of(billingDay, "UTC");
    }

    /**
     * The one period that contains the instant.
     *
     * @throws DateTimeException if the period would leave the years of {@link LocalDate}
     */
    public BillingPeriod periodAt(Instant instant) {
        // The month in UTC only says where to look, instants decide: local dates are a day off at
        // most, and around a clock set back at 00:01 (St. John's, 1 November 2009) they show the
        // old month again in a period that has begun. Starts lie at least 28 local days apart and
        // a zone skips one day at most, so they never coincide or change order.
        YearMonth month = YearMonth.from(LocalDate.ofInstant(instant, ZoneOffset.UTC));
        Instant start = startIn(month);
        if (instant.isBefore(start)) {
            return new BillingPeriod(startIn(month.minusMonths(1)), start);
        }
        Instant end = startIn(month.plusMonths(1));
        if (instant.isBefore(end)) {
            return new BillingPeriod(start, end);
        }
        // East of Greenwich the next month has begun before UTC's.
        return new BillingPeriod(end, startIn(month.plusMonths(2)));
    }

    private Instant startIn(YearMonth month) {
        int day = Math.min(billingDay, month.lengthOfMonth());
        return month.atDay(day).atStartOfDay(zone).toInstant();
    }
}
