package io.flagmeter.systemtest.observability;

import static java.util.regex.Matcher.quoteReplacement;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How Grafana expands variables in its provisioning files: see {@code interpolateValue} in its
 * {@code pkg/services/provisioning/values/values.go}.
 */
final class GrafanaVariables {

    private static final Pattern IN_BRACES = Pattern.compile("\\$(?:|__env)\\{([^}]+)}");

    /** Go's {@code os.ExpandEnv}. */
    private static final Pattern SHELL =
            Pattern.compile("\\$(?:\\{([^}]*)}|([*#$@!?0-9-])|([A-Za-z_][A-Za-z0-9_]*))");

    private GrafanaVariables() {}

    static String expand(String value, Map<String, String> environment) {
        return Arrays.stream(value.split(Pattern.quote("$$"), -1))
                .map(part -> expand(IN_BRACES, part, environment))
                .map(part -> expand(SHELL, part, environment))
                .collect(Collectors.joining("$"));
    }

    private static String expand(Pattern variable, String text, Map<String, String> environment) {
        return variable.matcher(text)
                .replaceAll(found -> quoteReplacement(environment.getOrDefault(name(found), "")));
    }

    private static String name(MatchResult found) {
        for (int group = 1; group < found.groupCount(); group++) {
            if (found.group(group) != null) {
                return found.group(group);
            }
        }
        return found.group(found.groupCount());
    }
}
