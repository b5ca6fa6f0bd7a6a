package io.flagmeter.worker.rollup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The table of raw events: the place where an event sent twice is recognised. */
final class RawLog {

    // OFFSET 0 keeps the planner from making a join of it. While a table is young and has no
    // statistics, it would hold every id against every row, which takes seconds a batch.
    private static final String KNOWN =
            """
            SELECT i.ord
            FROM unnest(?::text[], ?::text[], ?::int[]) WITH ORDINALITY AS i (tenant, id, since, ord)
            WHERE EXISTS (SELECT FROM events e
                          WHERE e.tenant = i.tenant AND e.id = i.id AND e.day BETWEEN ? AND ?
                            AND e.day >= DATE '1970-01-01' + i.since
                          OFFSET 0)
            """;

    // Citus refuses a subquery about the rows of a function, since each shard would repeat them. It
    // hands on a join, and how its nodes make that is theirs. An event on two days is found twice,
    // which costs nothing.
    private static final String KNOWN_ON_CITUS =
            """
            SELECT i.ord
            FROM unnest(?::text[], ?::text[], ?::int[]) WITH ORDINALITY AS i (tenant, id, since, ord)
            JOIN events e ON e.tenant = i.tenant AND e.id = i.id
                         AND e.day >= DATE '1970-01-01' + i.since
            WHERE e.day BETWEEN ? AND ?
            """;

    private static final String CITUS = "SELECT 1 FROM pg_extension WHERE extname = 'citus'";

    private RawLog() {}

    /**
     * Those of the events that are not in the log yet.
     *
     * @param to the last day to look at
     */
    static List<QueuedEvent> unknown(
            Connection connection, List<QueuedEvent> events, DedupWindow window, LocalDate to)
            throws SQLException {
        BitSet known = known(connection, events, window, to);
        if (known.isEmpty()) {
            return events;
        }
        var unknown = new ArrayList<QueuedEvent>(events.size());
        for (int i = known.nextClearBit(0); i < events.size(); i = known.nextClearBit(i + 1)) {
            unknown.add(events.get(i));
        }
        return unknown;
    }

    private static BitSet known(
            Connection connection, List<QueuedEvent> events, DedupWindow window, LocalDate to)
            throws SQLException {
        var tenants = new String[events.size()];
        var ids = new String[events.size()];
        var since = new int[events.size()];
        for (int i = 0; i < since.length; i++) {
            tenants[i] = events.get(i).event().tenant();
            ids[i] = events.get(i).event().id();
            since[i] = (int) window.since(events.get(i).day()).toEpochDay();
        }
        // Older partitions are not looked into at all.
        LocalDate from = LocalDate.ofEpochDay(IntStream.of(since).min().orElseThrow());
        String look = isOnCitus(connection) ? KNOWN_ON_CITUS : KNOWN;
        var known = new BitSet(events.size());
        try (PreparedStatement statement = connection.prepareStatement(look)) {
            new ArrayParameters(statement).add("text", tenants).add("text", ids).add("int4", since);
            statement.setObject(4, from);
            statement.setObject(5, to);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.set(rows.getInt("ord") - 1);
                }
            }
        }
        return known;
    }

    private static boolean isOnCitus(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CITUS);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    static void add(Connection connection, List<QueuedEvent> events) throws SQLException {
        CopyRows rows = rows(events);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(rows.statement());
        try {
            rows.writeTo(copy);
            copy.endCopy();
        } catch (IOException e) {
            throw new SQLException("copying from memory cannot fail", e);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static CopyRows rows(List<QueuedEvent> events) throws SQLException {
        try {
            boolean parts = events.stream().anyMatch(queued -> queued.event().parts() != null);
            var rows = new CopyRows(events.size(), parts);
            for (QueuedEvent queued : events) {
                rows.add(queued.event(), queued.day());
            }
            return rows;
        } catch (IOException e) {
            throw new SQLException("writing to memory cannot fail", e);
        }
    }
}
