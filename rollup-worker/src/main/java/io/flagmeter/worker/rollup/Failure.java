package io.flagmeter.worker.rollup;

import java.sql.SQLException;
import java.util.Set;

/** What a failed statement says about whose fault it is, by its SQLSTATE. */
enum Failure {
    /** Another transaction was in the way: the same again may succeed at once. */
    CONFLICT,
    /** PostgreSQL refuses a value: the event that carries it will never be applied. */
    REFUSED,
    /** Anything else says nothing about the events: they are kept until it has passed. */
    UNAVAILABLE;

    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    // Classes 22 (data exception) and 23 (integrity constraint violation).
    static Failure of(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return UNAVAILABLE;
        }
        if (CONFLICTS.contains(state)) {
            return CONFLICT;
        }
        return state.startsWith("22") || state.startsWith("23") ? REFUSED : UNAVAILABLE;
    }
}
