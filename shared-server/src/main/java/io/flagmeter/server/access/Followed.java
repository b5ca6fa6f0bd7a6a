package io.flagmeter.server.access;

import java.sql.Connection;
import java.sql.SQLException;

/** Rows that a process keeps in memory, and reads anew when {@link FollowChanges} sees a change. */
public interface Followed {

    /** Its row in the table {@code changes}. */
    String topic();

    /** What the log calls them, in the plural. */
    String words();

    /** Reads all of them. A failure leaves what was read before. */
    void read(Connection connection) throws SQLException;

    /** Called every minute, and before the process stops: time to write what was noted. */
    default void note(Connection connection) throws SQLException {}
}
