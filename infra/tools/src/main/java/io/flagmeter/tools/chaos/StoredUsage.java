package io.flagmeter.tools.chaos;

import io.flagmeter.tools.Reconciliation;
import io.flagmeter.tools.SentEvent;
import java.util.List;
import java.util.Map;

/** What PostgreSQL holds, as of one moment, and what the books say of it. */
record StoredUsage(
        List<SentEvent> events,
        Map<Minute, Sum> rollups,
        List<PeriodTotal> totals,
        List<RaisedAlert> alerts,
        Reconciliation books) {

    StoredUsage {
        events = List.copyOf(events);
        rollups = Map.copyOf(rollups);
        totals = List.copyOf(totals);
        alerts = List.copyOf(alerts);
    }
}
