package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Makes PostgreSQL's data folder. */
final class PostgresCluster {

    private static final String SETTINGS = "flagmeter.conf";

    private final PostgresProgram program;
    private final PostgresHome home;

    PostgresCluster(PostgresProgram program, PostgresHome home) {
        this.program = program;
        this.home = home;
    }

    void fitToStart() {
        try {
            if (!Files.exists(home.data().resolve("PG_VERSION"))) {
                initialise();
            }
            copySettings(home.data());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + home.data(), e);
        }
    }

    /** Complete under another name first: what exists under its own is never half made. */
    private void initialise() throws IOException {
        Path fresh = home.emptyFolder();
        run(
                List.of(
                        program.bin("initdb"),
                        "--pgdata=" + fresh,
                        "--username=" + EmbeddedPostgres.USER,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--auth-local=reject",
                        "--auth-host=scram-sha-256",
                        "--no-instructions"),
                "");
        copySettings(fresh);
        Files.writeString(
                fresh.resolve("postgresql.conf"),
                "\ninclude '%s'\n".formatted(SETTINGS),
                StandardOpenOption.APPEND);
        // The mode for one user takes SQL on its input; there is no psql in the bundle.
        run(
                List.of(program.bin("postgres"), "--single", "-D", fresh.toString(), "postgres"),
                """
                ALTER ROLE %1$s PASSWORD '%2$s'
                CREATE DATABASE %3$s
                """
                        .formatted(
                                EmbeddedPostgres.USER,
                                EmbeddedPostgres.PASSWORD,
                                EmbeddedPostgres.DATABASE));
        home.moveIn(fresh);
    }

    private void run(List<String> command, String input) {
        var result = Command.run(home.account().running(command), input);
        // PostgreSQL for one user ends well also when a statement did not.
        if (!result.succeeded() || result.output().contains("ERROR:")) {
            throw new IllegalStateException(
                    "cannot create the database; %s said:%n%s"
                            .formatted(command.getFirst(), result.output()));
        }
    }

    /** At every start, so that an old data folder gets the settings of a new version. */
    private static void copySettings(Path data) throws IOException {
        Path file = data.resolve(SETTINGS);
        try (var in = PostgresCluster.class.getResourceAsStream(SETTINGS)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
