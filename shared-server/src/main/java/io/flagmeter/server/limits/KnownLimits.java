package io.flagmeter.server.limits;

import io.flagmeter.server.access.Followed;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** All limits that there are, by subject, in memory: no request asks the database. */
@Singleton
class KnownLimits implements Followed {

    private static final String READ =
            """
            SELECT subject, requests_per_minute, tokens_per_minute, burst_seconds, algorithm
              FROM rate_limits
            """;

    private volatile Map<String, RateLimit> limits = Map.of();

    Map<String, RateLimit> all() {
        return limits;
    }

    @Override
    public String topic() {
        return "limits";
    }

    @Override
    public String words() {
        return "rate limits";
    }

    @Override
    public void read(Connection connection) throws SQLException {
        var found = new HashMap<String, RateLimit>();
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.put(
                        rows.getString("subject"),
                        new RateLimit(
                                rows.getObject("requests_per_minute", Long.class),
                                rows.getObject("tokens_per_minute", Long.class),
                                rows.getInt("burst_seconds"),
                                rows.getString("algorithm").equals("window")));
            }
        }
        limits = Map.copyOf(found);
    }
}
