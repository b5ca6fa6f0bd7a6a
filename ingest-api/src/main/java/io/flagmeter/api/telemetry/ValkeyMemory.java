package io.flagmeter.api.telemetry;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What Valkey's {@code INFO memory} tells.
 *
 * @param used bytes of its data
 * @param max bytes at which it refuses to write; 0 if there is no bound
 */
record ValkeyMemory(double used, double max) {

    /** Before the first answer, and where access rules forbid the question. */
    static final ValkeyMemory UNKNOWN = new ValkeyMemory(Double.NaN, Double.NaN);

    static ValkeyMemory of(String info) {
        Map<String, String> values =
                info.lines()
                        .map(line -> line.split(":", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip()));
        return new ValkeyMemory(bytes(values, "used_memory"), bytes(values, "maxmemory"));
    }

    /** The part of the bound that is in use; by its bytes alone where there is no bound. */
    double fill() {
        return max > 0 ? used / max : used;
    }

    private static double bytes(Map<String, String> values, String field) {
        return Double.parseDouble(values.getOrDefault(field, "NaN"));
    }
}
