package io.flagmeter.worker.rollup;

import io.flagmeter.model.rollup.Column;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Binds the columns of many rows to the parameters of a statement, an array each. */
final class ArrayParameters {

    private final PreparedStatement statement;
    private final PGConnection arrays;
    private int last;

    ArrayParameters(PreparedStatement statement) throws SQLException {
        this.statement = statement;
        this.arrays = statement.getConnection().unwrap(PGConnection.class);
    }

    <T extends @Nullable Object> ArrayParameters add(
            List<? extends Column<T>> columns, Collection<T> rows) throws SQLException {
        for (Column<T> column : columns) {
            add(column.type(), column.array(rows));
        }
        return this;
    }

    /** By the driver's own method, because JDBC's would box every number. */
    ArrayParameters add(String type, Object values) throws SQLException {
        statement.setArray(++last, arrays.createArrayOf(type, values));
        return this;
    }
}
