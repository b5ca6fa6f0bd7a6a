package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The processes of a stack, and what can be done to them. */
final class Victims {
    private final Path home;
    private final SecondWorker secondWorker;
    private final Set<Long> frozen = ConcurrentHashMap.newKeySet();

    /**
     * @param home the state folder, where the launcher notes what it started
     */
    Victims(Path home, SecondWorker secondWorker) {
        this.home = home;
        this.secondWorker = secondWorker;
    }

    /** Those that run at this moment. */
    Map<Victim, ProcessHandle> alive() {
        var alive = new EnumMap<Victim, ProcessHandle>(Victim.class);
        for (Victim victim : Victim.values()) {
            process(victim).ifPresent(process -> alive.put(victim, process));
        }
        return alive;
    }

    void kill(List<Victim> victims) throws IOException, InterruptedException {
        var pids = new ArrayList<Long>();
        for (Victim victim : victims) {
            pids.add(pid(victim));
        }
        Signal.KILL.to(pids);
    }

    void freeze(Victim victim, Duration length) throws IOException, InterruptedException {
        long pid = pid(victim);
        frozen.add(pid);
        Signal.STOP.to(List.of(pid));
        Thread.sleep(length);
        Signal.CONT.to(List.of(pid));
        frozen.remove(pid);
    }

    /** Lets all go on that are frozen, so that they can be stopped in order. */
    void thaw() throws IOException, InterruptedException {
        Signal.CONT.to(List.copyOf(frozen));
    }

    private long pid(Victim victim) throws IOException {
        // Nothing dies but by us, and a number used again must not be signalled.
        return process(victim)
                .orElseThrow(
                        () ->
                                new IOException(
                                        "%s died by itself; see %s"
                                                .formatted(victim.label(), home.resolve("logs"))))
                .pid();
    }

    private Optional<ProcessHandle> process(Victim victim) {
        return named(victim).filter(ProcessHandle::isAlive);
    }

    private Optional<ProcessHandle> named(Victim victim) {
        if (victim == Victim.SECOND_WORKER) {
            return secondWorker.process();
        }
        Path file = home.resolve("run").resolve(victim.label() + ".pid");
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException absentOrTorn) {
            return Optional.empty();
        }
    }
}
