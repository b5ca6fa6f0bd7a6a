package io.flagmeter.api.corrections;

import static io.flagmeter.api.corrections.Correction.instant;
import static java.util.stream.Collectors.joining;

import io.flagmeter.api.corrections.Correction.Line;
import io.flagmeter.api.corrections.UsageRows.Total;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.PartSums;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ledger of corrections: its rows are added and read, never changed. */
record Corrections(Connection connection) {

    /** Comes after every id. */
    static final UUID BEHIND_ALL = new UUID(-1, -1);

    // Who voids the same event at the same time without the lock adds nothing.
    private static final String ADD =
            """
            INSERT INTO corrections (tenant, type, feature, event_id, event_day, period_start,
                                     first_minute, last_minute, minutes, total_tokens, event_count,
                                     reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, event_id, event_day) DO NOTHING
            RETURNING *
            """;

    private static final String ADD_LINES =
            """
            INSERT INTO correction_lines (tenant, correction_id, feature, %s, minute, total_tokens,
                                          event_count)
            SELECT ?, ?, ?, %s, minute, tokens, events
              FROM unnest(?::timestamptz[], ?::bigint[], ?::bigint[]) AS l (minute, tokens, events)
            """
                    .formatted(
                            Column.names(PartSums.COLUMNS),
                            PartSums.COLUMNS.stream()
                                    .map(column -> "?::bigint")
                                    .collect(joining(", ")));

    // Last in its transaction: the row is everybody's.
    private static final String COUNT_VOID = "UPDATE ledger SET voided = voided + 1";

    private static final String VOIDS =
            "SELECT * FROM corrections WHERE tenant = ? AND event_id = ?";

    private static final String FIND = "SELECT * FROM corrections WHERE id = ?";

    private static final String LINES =
            """
            SELECT minute, total_tokens, event_count FROM correction_lines
             WHERE tenant = ? AND correction_id = ? ORDER BY minute
            """;

    private static final String LIST_ALL =
            "SELECT * FROM corrections WHERE id < ? ORDER BY id DESC LIMIT ?";

    private static final String LIST_OF_A_TENANT =
            """
            SELECT * FROM corrections WHERE id < ? AND tenant = ? ORDER BY id DESC
             LIMIT ?
            """;

    /** Empty if the event was voided before. */
    Optional<Correction> add(
            NewCorrection wanted, CountedEvent event, Total total, List<Line> lines)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setString(1, wanted.tenant());
            insert.setString(2, wanted.type().text());
            insert.setString(3, event.feature());
            insert.setString(4, event.id());
            insert.setObject(5, event.day());
            insert.setObject(6, total.period().start().atOffset(ZoneOffset.UTC));
            insert.setObject(7, lines.getFirst().minute().atOffset(ZoneOffset.UTC));
            insert.setObject(8, lines.getLast().minute().atOffset(ZoneOffset.UTC));
            insert.setInt(9, lines.size());
            insert.setLong(10, tokens(lines));
            insert.setLong(11, events(lines));
            insert.setString(12, wanted.reason());
            Optional<Correction> added = one(insert);
            if (added.isPresent()) {
                addLines(added.get(), lines, event.parts());
            }
            return added;
        }
    }

    static long tokens(List<Line> lines) {
        return lines.stream().mapToLong(Line::tokens).sum();
    }

    static long events(List<Line> lines) {
        return lines.stream().mapToLong(Line::events).sum();
    }

    private void addLines(Correction correction, List<Line> lines, @Nullable TokenParts parts)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD_LINES)) {
            insert.setString(1, correction.tenant());
            insert.setObject(2, correction.id());
            insert.setString(3, correction.feature());
            int place = 3;
            for (TokenParts.Part part : TokenParts.PARTS) {
                Long taken = parts == null ? null : -part.of().applyAsLong(parts);
                insert.setObject(++place, taken, Types.BIGINT);
            }
            UsageRows.bind(insert, ++place, lines);
            insert.executeUpdate();
        }
    }

    /** In the books, the applied events that count no more. */
    void countVoid() throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(COUNT_VOID)) {
            update.executeUpdate();
        }
    }

    /** The voids of events of this id, by the UTC day on which each was counted. */
    Map<LocalDate, Correction> voids(String tenant, String event) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(VOIDS)) {
            query.setString(1, tenant);
            query.setString(2, event);
            var found = new HashMap<LocalDate, Correction>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getObject("event_day", LocalDate.class), Correction.of(rows));
                }
            }
            return found;
        }
    }

    Optional<Correction> find(UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setObject(1, id);
            return one(query);
        }
    }

    /** What it changed, oldest minute first. */
    List<Line> lines(Correction of) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LINES)) {
            query.setString(1, of.tenant());
            query.setObject(2, of.id());
            var lines = new ArrayList<Line>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Instant minute = instant(rows, "minute");
                    lines.add(
                            new Line(
                                    minute,
                                    rows.getLong("total_tokens"),
                                    rows.getLong("event_count")));
                }
            }
            return lines;
        }
    }

    /**
     * Newest first.
     *
     * @param tenant null is every tenant's
     * @param before the last one of the page before
     */
    List<Correction> list(@Nullable String tenant, UUID before, int limit) throws SQLException {
        String sql = tenant == null ? LIST_ALL : LIST_OF_A_TENANT;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int place = 0;
            query.setObject(++place, before);
            if (tenant != null) {
                query.setString(++place, tenant);
            }
            query.setInt(++place, limit);
            var found = new ArrayList<Correction>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(Correction.of(rows));
                }
            }
            return found;
        }
    }

    private static Optional<Correction> one(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(Correction.of(row)) : Optional.empty();
        }
    }
}
