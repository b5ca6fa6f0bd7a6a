package io.flagmeter.embedded;

/** One server process: started here or found running, never owned by this JVM. */
public interface EmbeddedServer extends AutoCloseable {

    /** {@code postgres} or {@code valkey}. */
    String name();

    /** What {@code DATABASE_URL} or {@code VALKEY_URL} has to be, password included. */
    String url();

    /** The port on the loopback interface. */
    int port();

    /**
     * The postmaster or the valkey-server itself, not a wrapper around it. Java counts a zombie as
     * alive: what {@link #stop} has ended may stay one where process 1 does not reap.
     */
    ProcessHandle process();

    /** Product, version and where the program came from, for people. */
    String description();

    /**
     * Shuts down cleanly and waits for it; PostgreSQL disconnects its clients. Does nothing to a
     * dead server.
     */
    void stop();

    /** SIGKILL, the way faults are tested; returns when the process is gone. */
    void kill();

    /** Same as {@link #stop()}. */
    @Override
    void close();
}
