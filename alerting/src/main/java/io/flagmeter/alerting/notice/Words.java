package io.flagmeter.alerting.notice;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Facts as people read them. */
public final class Words {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private Words() {}

    /** {@code 820,000 of 1,000,000 tokens (82 %)}. */
    public static String usage(AlertFacts alert) {
        if (alert.quota().isEmpty()) {
            return tokens(alert.total()) + ", without a quota";
        }
        return String.format(
                Locale.ENGLISH,
                "%,d of %s (%d %%)",
                alert.total(),
                tokens(alert.quota().getAsLong()),
                alert.percent().orElseThrow());
    }

    public static String tokens(long tokens) {
        return String.format(Locale.ENGLISH, "%,d tokens", tokens);
    }

    /** The billing period, in the tenant's time zone. */
    public static String period(AlertFacts alert) {
        return time(alert, alert.periodStart()) + " to " + time(alert, alert.periodEnd());
    }

    /** When the next period begins, in the tenant's time zone. */
    public static String reset(AlertFacts alert) {
        return "%s (%s)".formatted(time(alert, alert.periodEnd()), alert.zone());
    }

    private static String time(AlertFacts alert, Instant instant) {
        return TIME.format(instant.atZone(alert.zone()));
    }
}
