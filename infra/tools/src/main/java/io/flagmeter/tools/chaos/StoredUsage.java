package io.flagmeter.tools.chaos;

import io.flagmeter.tools.Reconciliation;
import io.flagmeter.tools.SentEvent;
import java.util.List;
import java.util.Map;

/**
 * What PostgreSQL holds, as of one moment, and what the books say of it.
 *
 * @param corrections what they took from each minute; negative if they added
 */
record StoredUsage(
        List<SentEvent> events,
        Map<Minute, Sum> rollups,
        Map<Minute, Sum> corrections,
        List<PeriodTotal> totals,
        List<RaisedAlert> alerts,
        Reconciliation books) {

    StoredUsage {
        events = List.copyOf(events);
        rollups = Map.copyOf(rollups);
        corrections = Map.copyOf(corrections);
        totals = List.copyOf(totals);
        alerts = List.copyOf(alerts);
    }
}
