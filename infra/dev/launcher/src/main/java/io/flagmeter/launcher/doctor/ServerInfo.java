package io.flagmeter.launcher.doctor;

import java.util.Map;
import java.util.stream.Collectors;

/** The {@code name:value} lines of Valkey's INFO. */
record ServerInfo(Map<String, String> values) {

    ServerInfo {
        values = Map.copyOf(values);
    }

    static ServerInfo parse(String info) {
        return new ServerInfo(
                info.lines()
                        .map(line -> line.split(":", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(
                                Collectors.toMap(
                                        pair -> pair[0],
                                        pair -> pair[1].strip(),
                                        (first, again) -> first)));
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }
}
