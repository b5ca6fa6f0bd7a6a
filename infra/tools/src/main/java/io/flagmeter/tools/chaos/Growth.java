package io.flagmeter.tools.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What was seen over a soak, and whether it grew. Two windows are compared, each a sixth of the run
 * long: after the first sixth, and at the end. The median of a window is not moved by the moment in
 * which something was away or has just come back.
 */
final class Growth {
    private final SoakOptions how;
    private final List<Sample> samples = new ArrayList<>();

    Growth(SoakOptions how) {
        this.how = how;
    }

    /**
     * One look at one thing.
     *
     * @param at since the load began
     */
    record Sample(Measure measure, String whose, Duration at, double value) {}

    /** A thing at the beginning and at the end; empty if it was never seen there. */
    record Trend(
            Measure measure,
            String whose,
            OptionalDouble early,
            OptionalDouble late,
            boolean holds) {

        static Trend of(
                Measure measure,
                String whose,
                OptionalDouble early,
                OptionalDouble late,
                int growthPercent) {
            boolean holds =
                    early.isPresent()
                            && late.isPresent()
                            && late.getAsDouble()
                                    <= early.getAsDouble() * (100 + growthPercent) / 100
                                            + measure.slack();
            return new Trend(measure, whose, early, late, holds);
        }
    }

    synchronized void add(Sample sample) {
        samples.add(sample);
    }

    /** One for each thing that was ever seen, those of a measure together. */
    synchronized List<Trend> trends() {
        return samples.stream()
                .map(sample -> new Thing(sample.measure(), sample.whose()))
                .distinct()
                .sorted(Comparator.comparing(Thing::measure))
                .map(
                        thing ->
                                Trend.of(
                                        thing.measure,
                                        thing.whose,
                                        median(thing, how.early()),
                                        median(thing, how.late()),
                                        how.growthPercent()))
                .toList();
    }

    private record Thing(Measure measure, String whose) {}

    private OptionalDouble median(Thing thing, SoakOptions.Window window) {
        double[] values =
                samples.stream()
                        .filter(sample -> sample.measure() == thing.measure)
                        .filter(sample -> sample.whose().equals(thing.whose))
                        .filter(sample -> window.contains(sample.at()))
                        .mapToDouble(Sample::value)
                        .sorted()
                        .toArray();
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(values[values.length / 2]);
    }
}
