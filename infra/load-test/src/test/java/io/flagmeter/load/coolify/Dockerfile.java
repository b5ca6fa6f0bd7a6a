package io.flagmeter.load.coolify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The lines of a Dockerfile, into which Coolify writes an ARG for every build-time variable unless
 * told otherwise.
 */
record Dockerfile(List<String> lines) {

    Dockerfile withArguments(Collection<String> names) {
        var result = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            result.add(lines.get(i));
            if (lines.get(i).strip().startsWith("FROM")) {
                List<String> own = argumentsAfter(i);
                names.stream()
                        .filter(name -> !own.contains(name))
                        .forEach(name -> result.add("ARG " + name));
            }
        }
        return new Dockerfile(result);
    }

    private List<String> argumentsAfter(int from) {
        return lines.stream()
                .skip(from + 1L)
                .map(String::strip)
                .takeWhile(line -> line.startsWith("ARG"))
                .map(line -> line.substring(4).split("=", 2)[0])
                .toList();
    }
}
