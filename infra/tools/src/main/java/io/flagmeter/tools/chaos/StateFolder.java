package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The temporary folder of a run's data and logs. */
record StateFolder(Path path) {

    static StateFolder create() throws IOException {
        return new StateFolder(Files.createTempDirectory("flagmeter-chaos-"));
    }

    void delete() throws IOException {
        Path postgres = path.resolve("data/postgres");
        // Where the account PostgreSQL runs as may not use the folder, it is a link to another.
        if (Files.isSymbolicLink(postgres)) {
            delete(postgres.toRealPath());
        }
        delete(path);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
