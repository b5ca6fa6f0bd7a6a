package io.flagmeter.worker.rollup;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.worker.rollup.RollupConfig.UnknownTenants;
import io.flagmeter.worker.upkeep.TablePartitions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds events that are new to the raw log, the rollups and the totals, inside a transaction. */
@Singleton
class AddEvents {

    private final RollupConfig config;
    private final FeatureLimit features;
    private final Clock clock;

    AddEvents(RollupConfig config, FeatureLimit features, Clock clock) {
        this.config = config;
        this.features = features;
        this.clock = clock;
    }

    /** A tally with nothing in it. */
    BatchTally begin() {
        return new BatchTally(clock);
    }

    /** The tally changes last, so that a part that is refused half-way leaves it as it was. */
    void add(Connection connection, List<QueuedEvent> events, BatchTally tally)
            throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        DedupWindow window = window();
        LocalDate last = TablePartitions.lastDay(window.today());
        List<QueuedEvent> unknown = RawLog.unknown(connection, events, window, last);
        Map<String, BillingCycle> cycles = cycles(connection, unknown);
        List<QueuedEvent> fresh = new ArrayList<>(unknown.size());
        List<QueuedEvent> ownerless = new ArrayList<>();
        for (QueuedEvent queued : unknown) {
            (cycles.containsKey(queued.event().tenant()) ? fresh : ownerless).add(queued);
        }
        if (!fresh.isEmpty()) {
            count(connection, fresh, cycles, tally);
        }
        ownerless.forEach(queued -> tally.dead(queued.dead("tenant is unknown")));
        tally.duplicate(events.size() - unknown.size());
    }

    private void count(
            Connection connection,
            List<QueuedEvent> fresh,
            Map<String, BillingCycle> cycles,
            BatchTally tally)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        Sums sums = Sums.of(fresh, cycles);
        Set<FeatureLimit.NewFeature> beyond =
                features.beyond(connection, Totals.addPeriods(connection, sums));
        List<QueuedEvent> counted = fresh;
        if (!beyond.isEmpty()) {
            connection.rollback(before);
            counted = FeatureLimit.fold(fresh, cycles, beyond);
            sums = Sums.of(counted, cycles);
            List<FeatureLimit.NewFeature> ignored = Totals.addPeriods(connection, sums);
        }
        connection.releaseSavepoint(before);
        RawLog.add(connection, counted);
        Totals.addMinutes(connection, sums);
        tally.applied(fresh.size(), sums);
    }

    /** Adds what can be added, halving a refused part until the refused events stand alone. */
    void addOrIsolate(Connection connection, List<QueuedEvent> events, BatchTally tally)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            add(connection, events, tally);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            if (Failure.of(e) != Failure.REFUSED) {
                throw e;
            }
            connection.rollback(before);
            connection.releaseSavepoint(before);
            if (events.size() == 1) {
                tally.dead(events.getFirst().dead("refused by PostgreSQL: " + firstLine(e)));
                return;
            }
            int half = events.size() / 2;
            addOrIsolate(connection, events.subList(0, half), tally);
            addOrIsolate(connection, events.subList(half, events.size()), tally);
        }
    }

    private Map<String, BillingCycle> cycles(Connection connection, List<QueuedEvent> events)
            throws SQLException {
        Set<String> names = new HashSet<>();
        events.forEach(queued -> names.add(queued.event().tenant()));
        Map<String, BillingCycle> cycles = Tenants.cycles(connection, names);
        names.removeAll(cycles.keySet());
        if (!names.isEmpty() && config.unknownTenants() == UnknownTenants.CREATE) {
            Tenants.create(connection, names);
            cycles.putAll(Tenants.cycles(connection, names));
        }
        return cycles;
    }

    /** As of now. */
    DedupWindow window() {
        return new DedupWindow(config.dedupWindow(), LocalDate.now(clock));
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
