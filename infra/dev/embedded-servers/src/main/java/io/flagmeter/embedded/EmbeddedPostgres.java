package io.flagmeter.embedded;

import java.util.List;

/** A PostgreSQL 18 with the database {@code flagmeter}. */
public final class EmbeddedPostgres extends RunningServer {

    static final String USER = "flagmeter";
    static final String PASSWORD = "flagmeter";
    static final String DATABASE = "flagmeter";

    private final String description;

    private EmbeddedPostgres(StackDirectory dir, Launch.Running running) {
        super("postgres", dir, running);
        var version = Command.run(List.of(program().toString(), "--version")).output();
        this.description = "PostgreSQL %s (bundled)".formatted(version.replaceAll("[^0-9.]", ""));
    }

    /**
     * The one that runs in this directory, else a new one; returns when it takes connections.
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
        return description;
    }

    /** The fast shutdown: clients are disconnected, nothing committed is lost. */
    @Override
    void requestStop(LinuxProcess process) {
        process.interrupt();
    }
}
