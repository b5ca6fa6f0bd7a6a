package io.flagmeter.systemtest.coolify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** References to variables in a value of a compose file, as Coolify reads them. */
final class References {

    private static final Pattern MAGIC = Pattern.compile("\\$\\{?(SERVICE_\\w+)");
    private static final List<String> OPERATORS = List.of(":-", "-", ":?", "?");

    /** {@code ${NAME:-fallback}}; without an operator the fallback is empty. */
    record Reference(String name, String operator, String fallback) {

        /** What stands between the braces. */
        static Reference of(String content) {
            int depth = 0;
            for (int i = 0; i < content.length(); i++) {
                depth += content.charAt(i) == '{' ? 1 : content.charAt(i) == '}' ? -1 : 0;
                int at = i;
                Optional<String> operator =
                        OPERATORS.stream().filter(o -> content.startsWith(o, at)).findFirst();
                if (depth == 0 && operator.isPresent()) {
                    String fallback = content.substring(i + operator.get().length());
                    return new Reference(content.substring(0, i), operator.get(), fallback);
                }
            }
            return new Reference(content, "", "");
        }
    }

    private References() {}

    /** Names that Coolify makes a value for, wherever they stand in the text. */
    static List<String> magic(String text) {
        return MAGIC.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** All {@code ${…}} of a text that are not within another one. */
    static List<Reference> in(String text) {
        var found = new ArrayList<Reference>();
        int from = text.indexOf("${");
        while (from >= 0) {
            int end = closing(text, from + 1);
            found.add(Reference.of(text.substring(from + 2, end)));
            from = text.indexOf("${", end);
        }
        return found;
    }

    /** The text as Compose reads it with these variables. */
    static String resolve(String text, Map<String, String> environment) {
        String resolved = text;
        for (int at = resolved.indexOf("${"); at >= 0; at = resolved.indexOf("${")) {
            int end = closing(resolved, at + 1);
            Reference reference = Reference.of(resolved.substring(at + 2, end));
            String value = environment.getOrDefault(reference.name(), "");
            resolved =
                    resolved.substring(0, at)
                            + (value.isEmpty() ? reference.fallback() : value)
                            + resolved.substring(end + 1);
        }
        return resolved;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("no closing brace in " + text);
    }
}
