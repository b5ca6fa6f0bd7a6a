package io.flagmeter.model.rollup;

import io.flagmeter.model.event.UsageEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** What usage is added up by, within a minute or a billing period. */
public record RollupKey(String tenant, String feature) implements Comparable<RollupKey> {

    /** What a tenant's features beyond the limit count as. No event can carry this name. */
    public static final String OTHER = "(other)";

    /** Every part has a column of its name. */
    public static final List<Column.Text<RollupKey>> COLUMNS =
            List.of(
                    new Column.Text<>("tenant", RollupKey::tenant),
                    new Column.Text<>("feature", RollupKey::feature));

    /** Those of one tenant's rows, who is known. */
    public static final List<Column.Text<RollupKey>> COLUMNS_OF_A_TENANT =
            COLUMNS.subList(1, COLUMNS.size());

    private static final Comparator<RollupKey> ORDER =
            COLUMNS.stream()
                    .map(column -> Comparator.comparing(column.part()))
                    .reduce(Comparator::thenComparing)
                    .orElseThrow();

    /** What an event counts as. */
    public static RollupKey of(UsageEvent event) {
        return new RollupKey(event.tenant(), event.feature());
    }

    /** Reads the columns of a row. */
    public static RollupKey read(ResultSet row) throws SQLException {
        return read(row.getString("tenant"), row);
    }

    /** Reads the columns of a tenant's row, but not the tenant's own. */
    public static RollupKey read(String tenant, ResultSet row) throws SQLException {
        return new RollupKey(tenant, row.getString("feature"));
    }

    @Override
    public int compareTo(RollupKey other) {
        return ORDER.compare(this, other);
    }
}
