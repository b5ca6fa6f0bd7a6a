package io.flagmeter.tools.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The faults of a run, determined by the seed and by nothing else. */
record FaultPlan(List<Fault> faults) {

    /** What every worker runs with: short, so that stops of a few seconds outlast it. */
    static final Duration LEASE = Duration.ofSeconds(2);

    private static final List<Victim> FROZEN =
            List.of(
                    Victim.WORKER,
                    Victim.SECOND_WORKER,
                    Victim.API,
                    Victim.VALKEY,
                    Victim.ALERTING);

    FaultPlan {
        faults = List.copyOf(faults);
    }

    /**
     * A plan with exactly this many kills and stops.
     *
     * @param longestDown after at most this long a killed process is started again
     */
    static FaultPlan of(long seed, int kills, Duration longestDown) {
        // Its algorithm is part of Java's specification, so a seed means the same everywhere.
        var random = new Random(seed);
        var faults = new ArrayList<Fault>();
        int left = kills;
        while (left > 0) {
            Fault fault = next(random, left, longestDown);
            faults.add(fault);
            left -= fault.hits();
        }
        return new FaultPlan(faults);
    }

    /** A plan of so many faults, whatever they hit. */
    static FaultPlan ofFaults(long seed, int count, Duration longestDown) {
        var random = new Random(seed);
        return new FaultPlan(
                Stream.generate(() -> next(random, count, longestDown)).limit(count).toList());
    }

    private static Fault next(Random random, int left, Duration longestDown) {
        Duration after = between(random, 100, 1_500);
        int kind = random.nextInt(100);
        if (kind < 30) {
            Victim victim = FROZEN.get(random.nextInt(FROZEN.size()));
            return new Fault.Freeze(after, victim, freeze(random, victim));
        }
        List<Victim> victims = new ArrayList<>(List.of(Victim.values()));
        int count = kind < 50 && left > 1 ? 2 : 1;
        while (victims.size() > count) {
            victims.remove(random.nextInt(victims.size()));
        }
        return new Fault.Kill(after, victims, between(random, 0, longestDown.toMillis()));
    }

    /** A worker sleeps longer than its lease, so that the other one takes its batch over. */
    private static Duration freeze(Random random, Victim victim) {
        return switch (victim) {
            case WORKER, SECOND_WORKER -> LEASE.plus(between(random, 500, 3_000));
            // From what nobody notices to what every client and worker gives up on.
            case API, VALKEY, POSTGRES, ALERTING -> between(random, 300, 6_000);
        };
    }

    private static Duration between(Random random, long least, long most) {
        return Duration.ofMillis(least + random.nextLong(Math.max(1, most - least)));
    }

    int hits() {
        return faults.stream().mapToInt(Fault::hits).sum();
    }
}
