package io.flagmeter.tools.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One thing done to the stack while clients send. */
sealed interface Fault {

    /** The pause since everything was well again. */
    Duration after();

    List<Victim> victims();

    /** How many processes it hits; a stop counts as much as a kill. */
    default int hits() {
        return victims().size();
    }

    /** What is done, and to whom. */
    default String words() {
        return switch (this) {
            case Kill kill -> "SIGKILL %s, away for %s".formatted(names(), seconds(kill.down()));
            case Freeze freeze -> "SIGSTOP %s for %s".formatted(names(), seconds(freeze.length()));
        };
    }

    private String names() {
        return victims().stream().map(Victim::label).collect(Collectors.joining(" and "));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** SIGKILL, to two at once if there are two victims, and a restart after a while. */
    record Kill(Duration after, List<Victim> victims, Duration down) implements Fault {
        public Kill {
            victims = List.copyOf(victims);
        }
    }

    /** SIGSTOP, and SIGCONT after a while. */
    record Freeze(Duration after, Victim victim, Duration length) implements Fault {
        @Override
        public List<Victim> victims() {
            return List.of(victim);
        }
    }
}
