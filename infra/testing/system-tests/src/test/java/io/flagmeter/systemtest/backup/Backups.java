package io.flagmeter.systemtest.backup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The scripts of infra/backup, with a folder of their own. */
final class Backups {

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    record Result(int status, String output) {}

    Backups(String database, Path folder) {
        this.folder = folder;
        set("DATABASE_URL", database);
        set("FLAGMETER_BACKUP_DIR", folder.toString());
        set("FLAGMETER_BACKUP_STALL_SECONDS", "1");
        set("FLAGMETER_BACKUP_RETRY_SECONDS", "1");
        set("AWS_ACCESS_KEY_ID", "id");
        set("AWS_SECRET_ACCESS_KEY", "secret");
    }

    /** No Maven artifact holds pg_dump. Who names the folder of one wants to see the test run. */
    static void assumeTools() {
        assumeTrue(
                System.getenv("FLAGMETER_PG_BIN") != null
                        || Files.isExecutable(Path.of("/usr/lib/postgresql/18/bin/pg_dump")),
                "no pg_dump 18");
        assumeTrue(isInstalled("curl") && isInstalled("openssl"), "no curl or no openssl");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    Backups set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Result run(String script, String... arguments) {
        Process process = start(script, arguments);
        try {
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(script + " did not end");
            }
            return new Result(process.exitValue(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Process start(String script, String... arguments) {
        var command = Stream.concat(Stream.of("../../backup/" + script), Stream.of(arguments));
        var builder = new ProcessBuilder(command.toList()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} of a container does. */
    static void kill(Process process) {
        kill(process.toHandle());
    }

    static void kill(ProcessHandle process) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    boolean healthy() {
        return run("healthy.sh").status() == 0;
    }

    /** Names that a restore would be given. */
    List<String> dumps() {
        return files(".*\\.dump(\\.enc)?");
    }

    List<String> files(String pattern) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(pattern))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }
}
