package io.flagmeter.embedded;

import java.util.List;
import java.util.Optional;

/** A PostgreSQL 18 with the database {@code flagmeter}. */
public final class EmbeddedPostgres extends RunningServer {

    static final String USER = "flagmeter";
    static final String PASSWORD = "flagmeter";
    static final String DATABASE = "flagmeter";

    private EmbeddedPostgres(StackDirectory dir, Launch.Running running) {
        super("postgres", dir, running);
    }

    /** The one that runs in this directory, whether it answers or not. */
    public static Optional<EmbeddedServer> find(StackDirectory dir) {
        return ServerMarks.postgres(dir).find().map(running -> new EmbeddedPostgres(dir, running));
    }

    /**
     * The one that runs in this directory, otherwise a new one; returns when it takes connections.
     *
     * @param port 0 for the port used last time if it is free, else any free one
     * @throws IllegalStateException if it does not start; the message says why, with the end of its
     *     log
     */
    public static EmbeddedPostgres start(StackDirectory dir, int port) {
        var kind = new PostgresKind(PostgresProgram.unpacked(), PostgresHome.of(dir));
        return new EmbeddedPostgres(dir, new Launch(dir, kind).start(port));
    }

    @Override
    public String url() {
        return "postgresql://%s:%s@localhost:%d/%s".formatted(USER, PASSWORD, port(), DATABASE);
    }

    @Override
    public String description() {
        var version = Command.run(List.of(program().toString(), "--version")).output();
        return "PostgreSQL %s (bundled)".formatted(version.replaceAll("[^0-9.]", ""));
    }

    /** The fast shutdown: clients are disconnected, nothing committed is lost. */
    @Override
    void requestStop(OsProcess process) {
        process.interrupt();
    }
}
