package io.flagmeter.worker.upkeep;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * Drops corrections when the rollups that they changed are gone.
 *
 * <p>Never before: an event whose correction is forgotten could be taken away once more. Rollups go
 * by whole months, so a month is added to their retention.
 */
@Singleton
public class DropCorrections {

    /** Of one statement, so that none holds locks for long; each has a thousand lines at most. */
    static final int STEP = 100;

    private static final String DROP =
            """
            WITH dropped AS (
                DELETE FROM corrections
                 WHERE id = ANY (ARRAY(SELECT id FROM corrections WHERE created_at < ?
                                        ORDER BY created_at LIMIT %d))
                RETURNING tenant, id),
            lines AS (
                DELETE FROM correction_lines l USING dropped d
                 WHERE l.tenant = d.tenant AND l.correction_id = d.id)
            SELECT count(*) FROM dropped
            """
                    .formatted(STEP);

    private final DataSource dataSource;
    private final UsageRetentionConfig retention;
    private final Clock clock;

    public DropCorrections(DataSource dataSource, UsageRetentionConfig retention, Clock clock) {
        this.dataSource = dataSource;
        this.retention = retention;
        this.clock = clock;
    }

    /** Returns how many are no more. */
    public int dropExpired() throws SQLException {
        OffsetDateTime oldest =
                LocalDate.now(clock)
                        .minusDays(retention.rollups().toDays())
                        .minusMonths(1)
                        .atStartOfDay()
                        .atOffset(ZoneOffset.UTC);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement drop = connection.prepareStatement(DROP)) {
            drop.setObject(1, oldest);
            int dropped = 0;
            int last;
            do {
                last = dropSome(drop);
                dropped += last;
            } while (last == STEP);
            return dropped;
        }
    }

    private static int dropSome(PreparedStatement drop) throws SQLException {
        try (ResultSet row = drop.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }
}
