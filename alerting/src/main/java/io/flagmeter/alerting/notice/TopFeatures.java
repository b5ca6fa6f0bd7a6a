package io.flagmeter.alerting.notice;

import io.flagmeter.alerting.notice.AlertFacts.FeatureUse;
import io.flagmeter.alerting.outbox.Timestamps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a tenant's tokens went to. */
final class TopFeatures {

    private static final String READ =
            """
            SELECT feature, total_tokens
            FROM period_totals
            WHERE tenant = ? AND period_start = ? AND total_tokens > 0
            ORDER BY total_tokens DESC, feature
            LIMIT 5
            """;

    private TopFeatures() {}

    /** The five that used most in a period, the most first. */
    static List<FeatureUse> read(Connection connection, String tenant, Instant periodStart)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, tenant);
            statement.setObject(2, Timestamps.of(periodStart));
            try (ResultSet rows = statement.executeQuery()) {
                var features = new ArrayList<FeatureUse>();
                while (rows.next()) {
                    features.add(new FeatureUse(rows.getString(1), rows.getLong(2)));
                }
                return features;
            }
        }
    }
}
