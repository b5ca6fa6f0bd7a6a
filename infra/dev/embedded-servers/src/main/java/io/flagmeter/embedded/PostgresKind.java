package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How PostgreSQL is started and found. */
record PostgresKind(PostgresProgram program, PostgresHome home) implements ServerKind {

    @Override
    public ServerMarks marks() {
        return ServerMarks.postgres(home.dir());
    }

    @Override
    public void prepare() {
        new PostgresCluster(program, home).fitToStart();
        forgetTheKilledOne();
    }

    /**
     * A killed PostgreSQL leaves its pid file, and the next one refuses to start for as long as any
     * process has that number. Memory that orphans of the killed one still use is found out without
     * the file.
     */
    private void forgetTheKilledOne() {
        boolean inUse =
                OsProcess.namedIn(postmasterFile())
                        .filter(OsProcess::isAlive)
                        .filter(process -> marks().worksOnOurData(process.commandLine()))
                        .isPresent();
        if (inUse) {
            return; // Started by somebody without a port; PostgreSQL will say so.
        }
        try {
            Files.deleteIfExists(postmasterFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path postmasterFile() {
        return home.data().resolve("postmaster.pid");
    }

    @Override
    public List<String> command(int port) {
        return home.account()
                .running(
                        List.of(
                                program.bin("postgres"),
                                marks().dataOption(),
                                home.place().toString(),
                                marks().portOption(),
                                Integer.toString(port)));
    }

    /** A plain SIGTERM is its smart shutdown, which waits for ever for whoever is connected. */
    @Override
    public boolean hastensStop(OsProcess server) {
        boolean isStopping = state().filter(line -> line.equals("stopping")).isPresent();
        if (isStopping) {
            server.interrupt();
        }
        return isStopping;
    }

    /** Reads what the postmaster says of itself in its pid file, as {@code pg_ctl --wait} does. */
    @Override
    public Optional<OsProcess> answering(OsProcess started, int port) {
        // Another port: somebody else's server, because of which ours is about to give up.
        boolean isOurs = line(3).filter(Integer.toString(port)::equals).isPresent();
        return isOurs && state().filter(line -> line.equals("ready")).isPresent()
                ? OsProcess.namedIn(postmasterFile())
                : Optional.empty();
    }

    private Optional<String> state() {
        return line(7);
    }

    private Optional<String> line(int index) {
        try {
            return Files.readAllLines(postmasterFile()).stream()
                    .map(String::strip)
                    .skip(index)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
