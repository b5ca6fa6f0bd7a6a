package io.flagmeter.model.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A migration as its statements: lower case, one space between two tokens, without comments and
 * without what is within quotes.
 *
 * <p>Whatever PostgreSQL and Flyway could read in another way than this is refused: block comments,
 * backslashes, dollar quotes, quoted names, and the carriage return, which ends a comment.
 */
final class Statements {

    private static final Pattern SKIPPED = Pattern.compile("[ \\n]+|--[^\\n\\r]*");
    private static final Pattern TOKEN =
            Pattern.compile(
                    "[A-Za-z_][A-Za-z0-9_]*|[0-9]+(?:\\.[0-9]+)?|'(?:[^'\\\\\\r]|'')*'"
                            + "|::|<>|<=|>=|\\|\\||[-+*%=<>(),.;\\[\\]]|/(?!\\*)");

    private Statements() {}

    static List<String> in(String sql) {
        var statements = new ArrayList<String>();
        var tokens = new ArrayList<String>();
        Matcher skipped = SKIPPED.matcher(sql);
        Matcher token = TOKEN.matcher(sql);
        for (int at = 0; at < sql.length(); ) {
            if (skipped.region(at, sql.length()).lookingAt()) {
                at = skipped.end();
                continue;
            }
            if (!token.region(at, sql.length()).lookingAt()) {
                String rest = sql.substring(at).lines().findFirst().orElse("");
                throw new IllegalArgumentException("not plain SQL: " + rest);
            }
            at = token.end();
            if (token.group().equals(";")) {
                statements.add(String.join(" ", tokens));
                tokens.clear();
            } else {
                tokens.add(normalised(token.group()));
            }
        }
        if (!tokens.isEmpty()) {
            throw new IllegalArgumentException("no ; after: " + String.join(" ", tokens));
        }
        return List.copyOf(statements);
    }

    private static String normalised(String token) {
        return token.startsWith("'") ? "''" : token.toLowerCase(Locale.ROOT);
    }
}
