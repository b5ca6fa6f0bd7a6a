package io.flagmeter.api.events;

import io.flagmeter.api.query.ReadTogether;
import io.flagmeter.api.query.ReadTogether.Time;
import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.PartSums;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tenant's raw log in pieces. The key of events is (tenant, id, day) and a partition holds
 * a day, so that the order by day and id is the one that costs no sort, and no further index.
 */
@Singleton
class ReadEvents {

    /** Events of one export. */
    static final long MOST = 10_000_000;

    private static final String KNOWN = "SELECT 1 FROM tenants WHERE name = ?";

    private static final String COUNT =
            """
            SELECT coalesce(sum(event_count), 0) FROM rollups
             WHERE tenant = ? AND minute >= ? AND minute < ?
            """;

    /** Looks at so many rows of a day at most, of which the range may want none. */
    private static final String PIECE =
            """
            WITH seen AS MATERIALIZED (
                SELECT id, feature, tokens, created_at, %s FROM events
                 WHERE tenant = ? AND day = ? AND id > ? ORDER BY id LIMIT ?)
            SELECT l.last, l.seen, e.*
              FROM (SELECT max(id) AS last, count(*) AS seen FROM seen) AS l
              LEFT JOIN (SELECT * FROM seen WHERE created_at >= ? AND created_at < ?
                          ORDER BY id LIMIT ?) AS e ON true
             ORDER BY e.id
            """
                    .formatted(Column.names(PartSums.COLUMNS));

    private static final String VOIDED =
            """
            SELECT event_id FROM corrections
             WHERE tenant = ? AND event_id = ANY (?) AND event_day = ?
            """;

    private static final int LOOKED_AT = 5_000;
    private static final Duration COUNTED_AT_A_TIME = Duration.ofDays(7);
    private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReadTogether database;

    ReadEvents(ReadTogether database) {
        this.database = database;
    }

    /**
     * A page, which is shorter than the limit if much had to be looked at for it.
     *
     * @param after the place of the page before; null for the first one
     */
    EventPage page(EventsRequest request, int limit, @Nullable Place after) throws SQLException {
        return database.run(
                (connection, time) -> {
                    Walk walk = begin(connection, request, after);
                    long end = System.nanoTime() + PAGE_NANOS;
                    var events = new ArrayList<LoggedEvent>();
                    while (!walk.isOver() && events.size() <= limit) {
                        if (System.nanoTime() - end > 0) {
                            return new EventPage(events, walk.place());
                        }
                        events.addAll(next(connection, walk, limit + 1 - events.size()));
                    }
                    return EventPage.of(events, limit);
                });
    }

    /** Begins an export of the whole range. */
    Walk export(EventsRequest request) throws SQLException {
        return database.run(
                (connection, time) -> {
                    Walk walk = begin(connection, request, null);
                    requireFew(connection, time, request);
                    return walk;
                });
    }

    /** The next events of an export; there may be none although it is not over. */
    List<LoggedEvent> next(Walk walk, int most) throws SQLException {
        return database.run(
                (connection, time) -> {
                    long end = System.nanoTime() + TURN_NANOS;
                    List<LoggedEvent> found = List.of();
                    while (found.isEmpty() && !walk.isOver() && System.nanoTime() - end < 0) {
                        found = next(connection, walk, most);
                    }
                    return found;
                });
    }

    private static Walk begin(Connection connection, EventsRequest request, @Nullable Place after)
            throws SQLException {
        requireKnown(connection, request.tenant());
        return new Walk(request, after == null ? new Place(request.firstDay(), "") : after);
    }

    private static void requireKnown(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(KNOWN)) {
            query.setString(1, tenant);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw Problem.of(
                                    ProblemType.UNKNOWN_TENANT,
                                    "no event of this tenant was counted yet: " + tenant)
                            .toException();
                }
            }
        }
    }

    /** By the rollups, which are far fewer rows. */
    private static void requireFew(Connection connection, Time time, EventsRequest request)
            throws SQLException {
        long events = 0;
        for (Instant from = request.from(); from.isBefore(request.to()); ) {
            time.require();
            Instant end = from.plus(COUNTED_AT_A_TIME);
            Instant to = end.isBefore(request.to()) ? end : request.to();
            events += count(connection, request.tenant(), from, to);
            if (events > MOST) {
                throw Problem.limit(
                                ProblemType.QUERY_TOO_WIDE,
                                "an export holds at most %d events: ask for a shorter range"
                                        .formatted(MOST),
                                MOST)
                        .toException();
            }
            from = to;
        }
    }

    private static long count(Connection connection, String tenant, Instant from, Instant to)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COUNT)) {
            query.setString(1, tenant);
            query.setObject(2, from.atOffset(ZoneOffset.UTC));
            query.setObject(3, to.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static List<LoggedEvent> next(Connection connection, Walk walk, int most)
            throws SQLException {
        EventsRequest request = walk.request;
        Place place = walk.place();
        int looked = request.holdsWhole(place.day()) ? most : Math.max(most, LOOKED_AT);
        var found = new ArrayList<LoggedEvent>();
        String last = null;
        int seen = 0;
        try (PreparedStatement query = connection.prepareStatement(PIECE)) {
            query.setString(1, request.tenant());
            query.setObject(2, place.day());
            query.setString(3, place.id());
            query.setInt(4, looked);
            query.setObject(5, request.from().atOffset(ZoneOffset.UTC));
            query.setObject(6, request.to().atOffset(ZoneOffset.UTC));
            query.setInt(7, most);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    last = rows.getString("last");
                    seen = rows.getInt("seen");
                    if (rows.getString("id") != null) {
                        found.add(event(rows, request.tenant()));
                    }
                }
            }
        }
        if (found.size() == most) {
            walk.passed(found.getLast().id());
        } else if (last == null || seen < looked) {
            walk.passedDay();
        } else {
            walk.passed(last);
        }
        return found.isEmpty()
                ? found
                : withVoids(connection, request.tenant(), place.day(), found);
    }

    /** By a statement of its own: on Citus the two tables stand on different servers. */
    private static List<LoggedEvent> withVoids(
            Connection connection, String tenant, LocalDate day, List<LoggedEvent> events)
            throws SQLException {
        var voided = new HashSet<String>();
        Object[] ids = events.stream().map(LoggedEvent::id).toArray();
        try (PreparedStatement query = connection.prepareStatement(VOIDED)) {
            query.setString(1, tenant);
            query.setArray(2, connection.createArrayOf("text", ids));
            query.setObject(3, day);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    voided.add(rows.getString(1));
                }
            }
        }
        return events.stream()
                .map(event -> voided.contains(event.id()) ? event.asVoided() : event)
                .toList();
    }

    private static LoggedEvent event(ResultSet row, String tenant) throws SQLException {
        return new LoggedEvent(
                row.getString("id"),
                tenant,
                row.getString("feature"),
                row.getLong("tokens"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                PartSums.read(row),
                false);
    }
}
