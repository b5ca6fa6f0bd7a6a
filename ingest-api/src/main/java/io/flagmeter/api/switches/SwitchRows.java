package io.flagmeter.api.switches;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.server.precondition.Preconditions;
import io.flagmeter.server.switches.Setting;
import io.flagmeter.server.switches.Switch;
import io.flagmeter.server.switches.Switches;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import javax.sql.DataSource;

/** The switches as they stand in PostgreSQL, and their changes. */
@Singleton
class SwitchRows {

    /**
     * Makes every process read them, once the change that it is a part of is committed. Until then
     * nobody else changes one.
     */
    private static final String TELL =
            """
            WITH told AS (
                INSERT INTO changes (topic, version)
                VALUES ('switches', pg_current_xact_id()::text::bigint)
                    ON CONFLICT (topic) DO UPDATE SET version = excluded.version
             RETURNING topic)
            SELECT pg_notify('flagmeter_changes', topic) FROM told
            """;

    private static final String FIND =
            "SELECT enabled, percent, updated_at FROM switches WHERE name = ?";

    /** The time is that of the change: two of one transaction there are none. */
    private static final String PUT =
            """
            INSERT INTO switches (name, enabled, percent) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE
               SET enabled = excluded.enabled, percent = excluded.percent, updated_at = now()
            RETURNING enabled, percent, updated_at
            """;

    private static final String DELETE =
            "DELETE FROM switches WHERE name = ? RETURNING enabled, percent, updated_at";

    private final DataSource database;
    private final Switches switches;
    private final Preconditions preconditions;
    private final Audit audit;

    SwitchRows(DataSource database, Switches switches, Preconditions preconditions, Audit audit) {
        this.database = database;
        this.switches = switches;
        this.preconditions = preconditions;
        this.audit = audit;
    }

    SwitchView find(Switch which) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return find(connection, which);
        }
    }

    SwitchView put(Switch which, Setting wanted) throws SQLException {
        return Transaction.call(
                database,
                connection -> {
                    SwitchView before = locked(connection, which);
                    try (PreparedStatement put = connection.prepareStatement(PUT)) {
                        put.setString(1, which.text());
                        put.setBoolean(2, wanted.enabled());
                        put.setInt(3, wanted.percent());
                        SwitchView after = view(put, which);
                        audit.write(connection, change("put", which).from(before).to(after));
                        return after;
                    }
                });
    }

    /** It is as the environment says then; if it was before, nothing happens. */
    void delete(Switch which) throws SQLException {
        Transaction.run(
                database,
                connection -> {
                    SwitchView before = locked(connection, which);
                    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
                        delete.setString(1, which.text());
                        SwitchView gone = view(delete, which);
                        if (gone.source() == SwitchView.Source.api) {
                            audit.write(connection, change("delete", which).from(before));
                        }
                    }
                });
    }

    /** As it stands until this transaction changes it, if that is what the client has seen. */
    private SwitchView locked(Connection connection, Switch which) throws SQLException {
        try (PreparedStatement tell = connection.prepareStatement(TELL)) {
            tell.execute();
        }
        SwitchView current = find(connection, which);
        preconditions.require(current);
        return current;
    }

    private SwitchView find(Connection connection, Switch which) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, which.text());
            return view(find, which);
        }
    }

    /** What the environment says, if the statement finds nothing. */
    private SwitchView view(PreparedStatement statement, Switch which) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return SwitchView.byEnvironment(which, switches.byEnvironment(which));
            }
            return SwitchView.switched(
                    which,
                    new Setting(rows.getBoolean("enabled"), rows.getInt("percent")),
                    rows.getObject("updated_at", OffsetDateTime.class).toInstant());
        }
    }

    private static Change change(String what, Switch which) {
        return new Change("switch." + what, "switch", which.text(), null, null, null);
    }
}
