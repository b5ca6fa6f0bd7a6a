package io.flagmeter.tools.chaos;

import java.time.Instant;

/** A row of the period totals. */
record PeriodTotal(String tenant, String feature, Instant start, Instant end, Sum sum) {

    boolean covers(Minute minute) {
        return tenant.equals(minute.tenant())
                && feature.equals(minute.feature())
                && !minute.start().isBefore(start)
                && minute.start().isBefore(end);
    }
}
