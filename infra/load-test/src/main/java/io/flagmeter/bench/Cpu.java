package io.flagmeter.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Processor seconds of each process of the stack, so far or between two moments. */
record Cpu(Map<String, Double> seconds) {

    static Cpu of(BenchStack stack) throws IOException {
        var seconds = new LinkedHashMap<String, Double>();
        for (String name : BenchStack.PROCESSES) {
            seconds.put(
                    name, stack.find(name).map(process -> process.use().cpuSeconds()).orElse(0.0));
        }
        return new Cpu(seconds);
    }

    Cpu since(Cpu before) {
        var difference = new LinkedHashMap<String, Double>();
        seconds.forEach(
                (name, now) -> {
                    double then = before.seconds.getOrDefault(name, 0.0);
                    // Less than before: it was started anew, and all of it is new.
                    difference.put(name, now < then ? now : now - then);
                });
        return new Cpu(difference);
    }

    /** As seconds per million events, each process and their sum. */
    void report(Figures figures, String part, long events) {
        double total = 0;
        for (var one : seconds.entrySet()) {
            double perMillion = one.getValue() * 1e6 / events;
            figures.put(part + ".cpu_s_per_million." + one.getKey().replace('-', '_'), perMillion);
            total += perMillion;
        }
        figures.put(part + ".cpu_s_per_million", total);
    }
}
