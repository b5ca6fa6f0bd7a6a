package io.flagmeter.model.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses a migration on whose schema the release before could not go on, or that keeps a table
 * locked for longer than an instant.
 *
 * <p>It lists what is allowed. A table that the migration itself makes is nobody's yet: it may have
 * any constraint and any index, and be filled.
 */
final class OnlyAdds {

    private static final String NAME = "[a-z_][a-z0-9_]*";
    private static final String TYPE =
            "(?:text|bigint|integer|smallint|boolean|timestamptz|date|uuid|bytea|jsonb|interval"
                    + "|double precision|numeric)(?: \\[ ])?";
    // Evaluated once, so that PostgreSQL need not write every row anew.
    private static final String CONSTANT = "(?:''|(?:- )?[0-9.]+|true|false|now \\( \\))";
    private static final String DEFAULT = " default " + CONSTANT + "(?: :: " + TYPE + ")?";

    private static final Pattern NEW_TABLE = Pattern.compile("create table (" + NAME + ") \\(.*");
    private static final Pattern TOUCHES_OTHERS =
            Pattern.compile(".*\\b(?:references|foreign|inherits)\\b.*");

    // NOT NULL wants a default, for old programs write no value.
    private static final String NEW_COLUMN =
            ("add column %s %s(?:%s(?: not null)?| not null%s| null)?")
                    .formatted(NAME, TYPE, DEFAULT, DEFAULT);
    private static final Pattern NEW_COLUMNS =
            Pattern.compile("alter table %s %s(?: , %s)*".formatted(NAME, NEW_COLUMN, NEW_COLUMN));

    private static final Pattern INDEX =
            Pattern.compile("create (?:unique )?index " + NAME + " on (" + NAME + ") \\(.*");
    // An expression could fail for what an old program writes; UNIQUE could too.
    private static final Pattern PLAIN_INDEX =
            Pattern.compile(
                    "create index %s on %s \\( %s(?: , %s)* \\)(?: where %s (?:= ''|is null|is not null))?"
                            .formatted(NAME, NAME, NAME, NAME, NAME));

    // PostgreSQL lets no view be replaced by one that lacks a column of it or changes its type.
    private static final Pattern VIEW =
            Pattern.compile("create (?:or replace )?view " + NAME + " as select .*");

    private static final Pattern ROWS =
            Pattern.compile(
                    "insert into (" + NAME + ") (?:\\( [a-z0-9_ ,]+ \\) )?(?:values|select) .*");
    private static final Pattern CHANGES = Pattern.compile(".*\\b(?:with|update|delete)\\b.*");

    private final Set<String> partitioned;
    private final Set<String> made = new HashSet<>();
    private final List<String> refused = new ArrayList<>();

    private OnlyAdds(Set<String> partitioned) {
        this.partitioned = partitioned;
    }

    /**
     * The statements of a migration that do more than add.
     *
     * @param partitioned tables whose indexes are built while nobody can write to them, however
     *     long that takes, because PostgreSQL builds none of a partitioned table concurrently
     */
    static List<String> refused(String sql, Set<String> partitioned) {
        var rule = new OnlyAdds(partitioned);
        Statements.in(sql).stream()
                .filter(statement -> !rule.allows(statement))
                .forEach(rule.refused::add);
        return List.copyOf(rule.refused);
    }

    private boolean allows(String statement) {
        return makesTable(statement)
                || NEW_COLUMNS.matcher(statement).matches()
                || makesIndex(statement)
                || VIEW.matcher(statement).matches()
                || fillsTable(statement)
                || statement.startsWith("comment on ");
    }

    private boolean makesTable(String statement) {
        Matcher table = NEW_TABLE.matcher(statement);
        return table.matches()
                && !TOUCHES_OTHERS.matcher(statement).matches()
                && made.add(table.group(1));
    }

    private boolean makesIndex(String statement) {
        Matcher index = INDEX.matcher(statement);
        if (!index.matches()) {
            return false;
        }
        String table = index.group(1);
        return made.contains(table)
                || (!partitioned.contains(table) && PLAIN_INDEX.matcher(statement).matches());
    }

    private boolean fillsTable(String statement) {
        Matcher rows = ROWS.matcher(statement);
        return rows.matches()
                && made.contains(rows.group(1))
                && !CHANGES.matcher(statement).matches();
    }
}
