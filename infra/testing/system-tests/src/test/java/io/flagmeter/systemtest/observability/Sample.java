package io.flagmeter.systemtest.observability;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One series of a service's {@code /q/metrics}, as Prometheus would store it. */
record Sample(String name, Map<String, String> labels) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static List<Sample> of(String exposition, String job) {
        return exposition
                .lines()
                .map(LINE::matcher)
                .filter(line -> line.matches())
                .map(line -> of(line.group(1), line.group(2), job))
                .toList();
    }

    private static Sample of(String name, String labels, String job) {
        var all = new HashMap<>(Map.of("job", job));
        if (labels != null) {
            LABEL.matcher(labels)
                    .results()
                    .forEach(label -> all.put(label.group(1), label.group(2)));
        }
        return new Sample(name, Map.copyOf(all));
    }
}
