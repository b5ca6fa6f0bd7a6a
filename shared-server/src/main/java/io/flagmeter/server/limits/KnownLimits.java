package io.flagmeter.server.limits;

import io.flagmeter.server.access.Followed;
import io.flagmeter.server.queue.Allowance;
import io.flagmeter.server.queue.RateLimit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All limits that there are, in memory: no request asks the database. */
@Singleton
class KnownLimits implements Followed {

    private static final String READ =
            """
            SELECT subject, requests_per_minute, tokens_per_minute, burst_seconds, algorithm
              FROM rate_limits
            """;

    private static final long MINUTE_MILLIS = 60_000;

    private volatile Known known = Known.NONE;

    /** As they were read last. */
    Known all() {
        return known;
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
        var found = new HashMap<String, Allowance>();
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String subject = rows.getString("subject");
                String kind = subject.startsWith(Known.KEY) ? "key" : "tenant";
                found.put(
                        subject,
                        new Allowance(
                                kind,
                                limit(kind + "-requests", "requests_per_minute", rows),
                                limit(kind + "-tokens", "tokens_per_minute", rows)));
            }
        }
        known = Known.of(found);
    }

    private static @Nullable RateLimit limit(String name, String column, ResultSet row)
            throws SQLException {
        Long quota = row.getObject(column, Long.class);
        if (quota == null) {
            return null;
        }
        long burst = quota * row.getInt("burst_seconds") / 60;
        return new RateLimit(
                name,
                row.getString("algorithm").equals("window"),
                quota,
                MINUTE_MILLIS,
                Math.clamp(burst, 1, RateLimit.LARGEST));
    }

    /**
     * Who has which.
     *
     * @param ofAny each tenant's that has none of its own; null: none
     */
    record Known(
            Map<UUID, Allowance> ofKeys,
            Map<String, Allowance> ofTenants,
            @Nullable Allowance ofAny) {

        static final Known NONE = new Known(Map.of(), Map.of(), null);

        private static final String KEY = "key:";
        private static final String TENANT = "tenant:";
        private static final String ANY = "default";

        Known {
            ofKeys = Map.copyOf(ofKeys);
            ofTenants = Map.copyOf(ofTenants);
        }

        /**
         * Of the table.
         *
         * @param bySubject as the table calls subjects
         */
        static Known of(Map<String, Allowance> bySubject) {
            var keys = new HashMap<UUID, Allowance>();
            var tenants = new HashMap<String, Allowance>();
            bySubject.forEach(
                    (subject, allowance) -> {
                        if (subject.startsWith(KEY)) {
                            keys.put(UUID.fromString(subject.substring(KEY.length())), allowance);
                        } else if (subject.startsWith(TENANT)) {
                            tenants.put(subject.substring(TENANT.length()), allowance);
                        }
                    });
            return new Known(keys, tenants, bySubject.get(ANY));
        }

        boolean isEmpty() {
            return ofKeys.isEmpty() && ofTenants.isEmpty() && ofAny == null;
        }
    }
}
