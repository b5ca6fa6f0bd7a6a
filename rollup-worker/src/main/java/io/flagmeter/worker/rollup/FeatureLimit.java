package io.flagmeter.worker.rollup;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.rollup.RollupKey;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Limits the features of a tenant in a billing period: those beyond the limit count as {@value
 * RollupKey#OTHER}. A client that mistakes a request id for a feature would otherwise make a rollup
 * row of every event; its tokens are counted all the same.
 */
@Singleton
class FeatureLimit {

    private static final Logger LOG = Logger.getLogger(FeatureLimit.class);

    private static final long QUIET_NANOS = 60_000_000_000L;

    private static final String COUNT =
            """
            SELECT count(*) FROM period_totals
            WHERE tenant = ? AND period_start = to_timestamp(?) AND feature <> ?
            """;

    private final RollupConfig config;
    private long quietUntil = System.nanoTime();

    FeatureLimit(RollupConfig config) {
        this.config = config;
    }

    /** A feature that a tenant used for the first time in a period. */
    record NewFeature(RollupKey key, Instant periodStart) {

        String tenant() {
            return key.tenant();
        }
    }

    /**
     * Which of the new features, whose rows have been added, the limit has no room for: the last by
     * name.
     *
     * @param newFeatures sorted by tenant, period and feature
     */
    Set<NewFeature> beyond(Connection connection, List<NewFeature> newFeatures)
            throws SQLException {
        var beyond = new HashSet<NewFeature>();
        for (int first = 0; first < newFeatures.size(); ) {
            NewFeature one = newFeatures.get(first);
            int end = first + 1;
            while (end < newFeatures.size() && isSamePeriod(one, newFeatures.get(end))) {
                end++;
            }
            long excess = count(connection, one) - config.maxFeatures();
            if (excess > 0) {
                warn(one.tenant());
                beyond.addAll(newFeatures.subList((int) Math.max(first, end - excess), end));
            }
            first = end;
        }
        return beyond;
    }

    /** The events with those beyond the limit renamed. */
    static List<QueuedEvent> fold(
            List<QueuedEvent> events, Map<String, BillingCycle> cycles, Set<NewFeature> beyond) {
        var folded = new ArrayList<QueuedEvent>(events.size());
        for (QueuedEvent queued : events) {
            UsageEvent event = queued.event();
            BillingCycle cycle = Objects.requireNonNull(cycles.get(event.tenant()));
            Instant start = cycle.periodAt(event.minute()).start();
            var feature = new NewFeature(RollupKey.of(event), start);
            folded.add(beyond.contains(feature) ? queued.as(RollupKey.OTHER) : queued);
        }
        return folded;
    }

    private static boolean isSamePeriod(NewFeature one, NewFeature other) {
        return one.tenant().equals(other.tenant()) && one.periodStart.equals(other.periodStart);
    }

    private static long count(Connection connection, NewFeature of) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setString(1, of.tenant());
            statement.setLong(2, of.periodStart().getEpochSecond());
            statement.setString(3, RollupKey.OTHER);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void warn(String tenant) {
        long now = System.nanoTime();
        if (now - quietUntil >= 0) {
            quietUntil = now + QUIET_NANOS;
            LOG.warnf(
                    "tenant %s has used more than %d features in this period: new ones are counted"
                            + " as %s",
                    tenant, config.maxFeatures(), RollupKey.OTHER);
        }
    }
}
