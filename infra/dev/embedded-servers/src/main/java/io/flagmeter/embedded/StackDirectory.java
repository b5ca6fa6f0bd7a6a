package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a stack keeps its files: {@code data/NAME}, {@code logs/NAME.log}, {@code run/NAME.pid}.
 */
public record StackDirectory(Path root) {

    public StackDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * A fresh folder below the system's temporary one. It vanishes when this JVM ends, however it
     * ends, and whatever server still runs in it.
     */
    public static StackDirectory temporary() {
        try {
            var dir = new StackDirectory(Files.createTempDirectory("flagmeter-"));
            CleanUpOnExit.remove(dir.root());
            return dir;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path data(String name) {
        return root.resolve("data").resolve(name);
    }

    public Path log(String name) {
        return root.resolve("logs").resolve(name + ".log");
    }

    public Path pidFile(String name) {
        return root.resolve("run").resolve(name + ".pid");
    }

    /** Deletes it with everything in it; its servers have to be stopped before. */
    public void delete() {
        Path postgres = data("postgres");
        try {
            if (Files.isSymbolicLink(postgres)
                    && Files.readSymbolicLink(postgres).startsWith(PostgresHome.ELSEWHERE)) {
                FileTree.delete(postgres.toRealPath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FileTree.delete(root);
    }
}
