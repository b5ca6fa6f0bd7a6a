package io.flagmeter.launcher;

import io.flagmeter.embedded.OsProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Names the process of one part of the stack; believed only if that process is what it claims. */
record PidFile(Path path, Predicate<OsProcess> isOurs) {

    /** The living process of this stack that the file names. */
    Optional<ProcessHandle> process() {
        return pid().flatMap(ProcessHandle::of).filter(this::isOursAndLives);
    }

    /**
     * The same, and any other process of that part: a launcher killed while it started one wrote no
     * pid file.
     */
    List<ProcessHandle> everyProcess() {
        return ProcessHandle.allProcesses().filter(this::isOursAndLives).toList();
    }

    private boolean isOursAndLives(ProcessHandle handle) {
        var process = new OsProcess(handle);
        return isOurs.test(process) && process.isAlive();
    }

    /** Present although its process may have died: nobody stopped that part on purpose. */
    boolean exists() {
        return Files.exists(path);
    }

    /** The pid as written, whoever has it now. */
    Optional<Long> pid() {
        try {
            return Optional.of(Long.parseLong(Files.readString(path).strip()));
        } catch (IOException | NumberFormatException absentOrTorn) {
            return Optional.empty();
        }
    }

    void write(long pid) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, pid + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
