package io.flagmeter.model.rollup;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A column of the tables of usage, and the part of a {@code T} that it holds. */
public sealed interface Column<T extends @Nullable Object> {

    String name();

    /** Of PostgreSQL. */
    String type();

    /** That part of all these, as the driver of PostgreSQL takes an array. */
    Object array(Collection<T> rows);

    /** A text. */
    record Text<T>(String name, Function<T, String> part) implements Column<T> {

        @Override
        public String type() {
            return "text";
        }

        @Override
        public Object array(Collection<T> rows) {
            return rows.stream().map(part).toArray(String[]::new);
        }
    }

    /** A whole number. */
    record Bigint<T>(String name, ToLongFunction<T> part) implements Column<T> {

        @Override
        public String type() {
            return "bigint";
        }

        @Override
        public Object array(Collection<T> rows) {
            return rows.stream().mapToLong(part).toArray();
        }
    }

    /** A whole number, or null. */
    record OptionalBigint<T extends @Nullable Object>(String name, Function<T, @Nullable Long> part)
            implements Column<T> {

        @Override
        public String type() {
            return "bigint";
        }

        @Override
        public Object array(Collection<T> rows) {
            return rows.stream().map(part).toArray(Long[]::new);
        }
    }

    /** The names, as {@code tenant, feature}. */
    static String names(List<? extends Column<?>> columns) {
        return columns.stream().map(Column::name).collect(joining(", "));
    }

    /** The names in one of several tables, as {@code r.tenant, r.feature}. */
    static String names(List<? extends Column<?>> columns, String table) {
        return columns.stream().map(column -> table + "." + column.name()).collect(joining(", "));
    }

    /** Parameters that take an array a column, as {@code ?::text[], ?::text[]}. */
    static String parameters(List<? extends Column<?>> columns) {
        return columns.stream().map(column -> "?::" + column.type() + "[]").collect(joining(", "));
    }
}
