package io.flagmeter.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Names the process of one part of the stack; believed only if that process is what it claims. */
record PidFile(Path path, LongPredicate isOurs) {

    /** The living process of this stack that the file names. */
    Optional<ProcessHandle> process() {
        return pid().flatMap(ProcessHandle::of)
                .filter(Proc::isAlive)
                .filter(process -> isOurs.test(process.pid()));
    }

    /**
     * The same, and any other process of that part: a launcher killed while it started one wrote no
     * pid file.
     */
    List<ProcessHandle> everyProcess() {
        return ProcessHandle.allProcesses()
                .filter(process -> isOurs.test(process.pid()))
                .filter(Proc::isAlive)
                .toList();
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
