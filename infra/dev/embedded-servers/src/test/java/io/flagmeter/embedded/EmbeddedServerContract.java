package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for a PostgreSQL as for a Valkey. */
abstract class EmbeddedServerContract {

    final StackDirectory dir = StackDirectory.temporary();
    private final List<EmbeddedServer> started = new ArrayList<>();

    abstract EmbeddedServer launch(int port);

    abstract Optional<EmbeddedServer> find();

    abstract void write(EmbeddedServer server) throws Exception;

    abstract int written(EmbeddedServer server) throws Exception;

    /** Makes the next start fail; the returned words stand in the log then. */
    abstract String spoil() throws Exception;

    final EmbeddedServer start() {
        return start(0);
    }

    private EmbeddedServer start(int port) {
        var server = launch(port);
        started.add(server);
        return server;
    }

    @AfterEach
    void leaveNothingRunning() {
        started.forEach(EmbeddedServer::kill);
        dir.delete();
    }

    @Test
    void keepsItsDataAndItsPortOverARestart() throws Exception {
        var first = start();
        write(first);
        first.stop();
        assertThat(new OsProcess(first.process()).isAlive()).isFalse();
        assertThat(dir.pidFile(first.name())).doesNotExist();

        var second = start();

        assertThat(second.port()).isEqualTo(first.port());
        assertThat(written(second)).isEqualTo(1);
    }

    @Test
    void keepsWhatItAcknowledgedWhenKilled() throws Exception {
        var first = start();
        write(first);
        first.kill();
        assertThat(new OsProcess(first.process()).isAlive()).isFalse();

        var second = start();

        assertThat(second.process().pid()).isNotEqualTo(first.process().pid());
        assertThat(written(second)).isEqualTo(1);
    }

    @Test
    void secondStartFindsTheRunningOne() {
        var first = start();
        var second = start();

        assertThat(second.process()).isEqualTo(first.process());
        assertThat(second.url()).isEqualTo(first.url());
        assertThat(second.description()).isEqualTo(first.description());
    }

    @Test
    void whoLooksFindsTheRunningOneAndStartsNone() {
        assertThat(find()).isEmpty();
        assertThat(dir.root().resolve("run")).doesNotExist();

        var server = start();
        assertThat(find()).map(EmbeddedServer::process).contains(server.process());
        assertThat(find()).map(EmbeddedServer::port).contains(server.port());

        server.kill();
        assertThat(find()).isEmpty();
    }

    @Test
    void startsAtTheSameTimeShareOneServer() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> launch(0));
            var other = threads.submit(() -> launch(0));
            started.addAll(List.of(one.get(), other.get()));
        }
        assertThat(started)
                .extracting(EmbeddedServer::process)
                .hasSize(2)
                .containsOnly(started.getFirst().process());
    }

    @Test
    void pidFileHoldsTheServerItself() {
        var server = start();

        assertThat(dir.pidFile(server.name())).hasContent(server.process().pid() + "\n");
        assertThat(new OsProcess(server.process()).commandLine().getFirst())
                .endsWith(server.name().equals("postgres") ? "/postgres" : "-server");
    }

    @Test
    void processNumberOfAStrangerIsNotTrusted() throws Exception {
        var first = start();
        first.kill();
        long stranger = ProcessHandle.current().pid();
        Files.writeString(dir.pidFile(first.name()), stranger + "\n");

        var second = start();

        assertThat(second.process().pid()).isNotEqualTo(stranger);
        assertThat(written(second)).isZero();
    }

    @Test
    void takenPortIsOneSentence() throws IOException {
        try (var taken = new ServerSocket(0, 1, FreePorts.LOOPBACK)) {
            int port = taken.getLocalPort();
            assertThatIllegalStateException()
                    .isThrownBy(() -> start(port))
                    .withMessage(
                            "port %d is taken; stop what listens there or choose another port",
                            port);
        }
    }

    @Test
    void otherPortIsTakenWhenTheLastOneIsOccupied() throws IOException {
        var first = start();
        first.stop();
        try (var taken = new ServerSocket(first.port(), 1, FreePorts.LOOPBACK)) {
            assertThat(start().port()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void failureShowsTheEndOfTheLog() throws Exception {
        start().stop();
        String words = spoil();

        assertThatIllegalStateException()
                .isThrownBy(this::start)
                .withMessageContaining("ended while it was starting")
                .withMessageContaining(dir.root().resolve("logs").toString())
                .withMessageContaining(words);
    }

    @Test
    void listensOnTheLoopbackAddressOnly() {
        var server = start();

        // All of 127/8 is this machine: a server that listens everywhere would answer.
        assertThatIOException().isThrownBy(() -> new Socket("127.0.0.2", server.port()).close());
    }

    @Test
    void ctrlCInOurTerminalDoesNotReachIt() throws IOException {
        var pid = start().process().pid();

        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        assertThat(fields[3]).as("session").isEqualTo(Long.toString(pid));
    }

    @Test
    void stopOfADeadServerDoesNothing() {
        var server = start();
        server.process().destroyForcibly();
        await().until(() -> !new OsProcess(server.process()).isAlive());

        server.stop();
        server.close();
    }
}
