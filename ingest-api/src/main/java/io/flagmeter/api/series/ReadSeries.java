package io.flagmeter.api.series;

import io.flagmeter.api.query.ReadTogether;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.PartSums;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Adds up a tenant's rollups between edges of time, a week of them in a statement. The key of
 * rollups is (tenant, feature, minute): PostgreSQL goes through the features by skipping, and reads
 * the minutes of the range of each.
 */
@Singleton
class ReadSeries {

    private static final String ZONE = "SELECT billing_day, time_zone FROM tenants WHERE name = ?";

    private static final String SUMS =
            """
            SELECT width_bucket(r.minute, ?::timestamptz[]) - 1 AS place, %1$s
              FROM rollups r
             WHERE r.tenant = ? AND r.minute >= ? AND r.minute < ?
             GROUP BY %2$s
            """;

    private static final String TOTALS = Amounts.sumSql("r");
    private static final String PARTS = ", " + PartSums.sumSql("r");

    private static final Duration AT_A_TIME = Duration.ofDays(7);
    private static final int FETCHED = 1_000;

    private final ReadTogether database;

    ReadSeries(ReadTogether database) {
        this.database = database;
    }

    /** Empty if the tenant is not known. */
    Optional<Series> of(SeriesRequest request) throws SQLException {
        return database.run(
                (connection, time) -> {
                    Optional<ZoneId> own = zone(connection, request.tenant());
                    if (own.isEmpty()) {
                        return Optional.empty();
                    }
                    ZoneId zone = request.zone() == null ? own.get() : request.zone();
                    List<Instant> edges = request.edges(zone);
                    var series = new Series(request, zone, edges);
                    for (Instant from = request.from(); from.isBefore(request.to()); ) {
                        time.require();
                        Instant to = earlier(from.plus(AT_A_TIME), request.to());
                        add(connection, request, edges, from, to, series);
                        from = to;
                    }
                    return Optional.of(series);
                });
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Optional<ZoneId> zone(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ZONE)) {
            query.setString(1, tenant);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(BillingCycle.stored(row.getInt(1), row.getString(2)).zone())
                        : Optional.empty();
            }
        }
    }

    private static void add(
            Connection connection,
            SeriesRequest request,
            List<Instant> edges,
            Instant from,
            Instant to,
            Series series)
            throws SQLException {
        int first = place(edges, from);
        // The last edge begins no window.
        int end = Math.min(edges.size() - 1, place(edges, to) + 1);
        Object[] starts = edges.subList(first, end).toArray();
        try (PreparedStatement query = connection.prepareStatement(sums(request))) {
            query.setFetchSize(FETCHED);
            query.setArray(1, connection.createArrayOf("timestamptz", starts));
            query.setString(2, request.tenant());
            query.setObject(3, from.atOffset(ZoneOffset.UTC));
            query.setObject(4, to.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    int place = first + rows.getInt("place");
                    if (request.byFeature()) {
                        series.add(place, rows.getString("feature"), Amounts.read(rows));
                    } else {
                        series.add(place, Amounts.read(rows));
                    }
                    if (request.parts()) {
                        series.add(place, PartSums.read(rows));
                    }
                }
            }
        }
    }

    private static String sums(SeriesRequest request) {
        String sums = request.parts() ? TOTALS + PARTS : TOTALS;
        return request.byFeature()
                ? SUMS.formatted("r.feature, " + sums, "1, 2")
                : SUMS.formatted(sums, "1");
    }

    /** The place of the last edge that is not later. */
    private static int place(List<Instant> edges, Instant time) {
        int found = Collections.binarySearch(edges, time);
        return found >= 0 ? found : -found - 2;
    }
}
