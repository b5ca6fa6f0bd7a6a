package io.flagmeter.systemtest.observability;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One {@code metric{label="value"}} of a PromQL expression. */
record Selector(String name, List<Matcher> matchers) {

    // Label lists and ranges hold names and units that are no metrics.
    private static final Pattern NO_METRICS =
            Pattern.compile(
                    "\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)|\\[[^]]*]");
    private static final Pattern SELECTOR =
            Pattern.compile(
                    "(?<![\\w:.])([a-zA-Z_:][\\w:]*+)(?:\\{((?:[^}\"]|\"[^\"]*\")*)})?(?!\\s*\\()");
    private static final Pattern MATCHER =
            Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    /** What a label must be. */
    record Matcher(String label, String operator, String value) {

        boolean accepts(Sample sample) {
            String actual = sample.labels().getOrDefault(label, "");
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> actual.matches(value);
                case "!~" -> !actual.matches(value);
                default -> throw new IllegalStateException(operator);
            };
        }
    }

    static List<Selector> in(String promql) {
        return SELECTOR.matcher(NO_METRICS.matcher(promql).replaceAll(""))
                .results()
                .filter(found -> !WORDS.contains(found.group(1)))
                .map(Selector::of)
                .toList();
    }

    private static Selector of(MatchResult found) {
        String braces = found.group(2);
        List<Matcher> matchers =
                MATCHER.matcher(braces == null ? "" : braces)
                        .results()
                        .map(m -> new Matcher(m.group(1), m.group(2), m.group(3)))
                        .toList();
        return new Selector(found.group(1), matchers);
    }

    boolean finds(Sample sample) {
        return sample.name().equals(name) && matchers.stream().allMatch(it -> it.accepts(sample));
    }
}
