package io.flagmeter.worker.upkeep;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Drops entries of the audit log that are older than the retention. */
@Singleton
public class DropAudit {

    /** Of one statement, so that none holds locks for long, however many have become too old. */
    static final int STEP = 1_000;

    private static final String DROP =
            """
            DELETE FROM audit_log
             WHERE id = ANY (ARRAY(SELECT id FROM audit_log WHERE at < ? ORDER BY at LIMIT %d))
            """
                    .formatted(STEP);

    private final DataSource dataSource;
    private final AuditRetentionConfig retention;
    private final Clock clock;

    public DropAudit(DataSource dataSource, AuditRetentionConfig retention, Clock clock) {
        this.dataSource = dataSource;
        this.retention = retention;
        this.clock = clock;
    }

    /** Returns how many are no more. */
    public int dropExpired() throws SQLException {
        var oldest = clock.instant().minus(retention.audit()).atOffset(ZoneOffset.UTC);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement drop = connection.prepareStatement(DROP)) {
            drop.setObject(1, oldest);
            int dropped = 0;
            int last;
            do {
                last = drop.executeUpdate();
                dropped += last;
            } while (last == STEP);
            return dropped;
        }
    }
}
