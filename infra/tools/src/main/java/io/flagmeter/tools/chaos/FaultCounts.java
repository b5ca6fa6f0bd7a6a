package io.flagmeter.tools.chaos;

import java.util.EnumMap;
import java.util.Map;

/** Which faults were done to whom. */
final class FaultCounts {
    private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
    private final Map<Victim, Integer> stops = new EnumMap<>(Victim.class);
    private int pairs;

    void add(Fault fault) {
        Map<Victim, Integer> hits =
                switch (fault) {
                    case Fault.Kill _ -> kills;
                    case Fault.Freeze _ -> stops;
                };
        fault.victims().forEach(victim -> hits.merge(victim, 1, Integer::sum));
        pairs += fault.hits() > 1 ? 1 : 0;
    }

    int kills(Victim victim) {
        return kills.getOrDefault(victim, 0);
    }

    int stops(Victim victim) {
        return stops.getOrDefault(victim, 0);
    }

    int kills() {
        return sum(kills);
    }

    int stops() {
        return sum(stops);
    }

    /** How often two were killed at once. */
    int pairs() {
        return pairs;
    }

    private static int sum(Map<Victim, Integer> hits) {
        return hits.values().stream().mapToInt(Integer::intValue).sum();
    }
}
