package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EmbeddedPostgresTest extends EmbeddedServerContract {

    /** Made once and copied, because making one takes longer than all else that a test does. */
    private static final StackDirectory MADE = StackDirectory.temporary();

    @BeforeAll
    static void makeOne() {
        EmbeddedPostgres.start(MADE, 0).stop();
    }

    @BeforeEach
    void copyIt() {
        // A link: PostgreSQL's account cannot come here, and each test makes its own.
        if (!Files.isSymbolicLink(MADE.data("postgres"))) {
            var copy = List.of("cp", "-a", MADE.root() + "/.", dir.root().toString());
            assertThat(Command.run(copy).succeeded()).isTrue();
            FileTree.delete(dir.root().resolve("run"));
        }
    }

    /** For what happens while the folder is made. */
    private void makeNone() {
        FileTree.delete(dir.data("postgres"));
    }

    @Override
    Optional<EmbeddedServer> find() {
        return EmbeddedPostgres.find(dir);
    }

    @Override
    EmbeddedServer launch(int port) {
        return EmbeddedPostgres.start(dir, port);
    }

    @Override
    void write(EmbeddedServer server) throws SQLException {
        Sql.execute(server, "CREATE TABLE written AS SELECT 1");
    }

    @Override
    int written(EmbeddedServer server) throws SQLException {
        return Integer.parseInt(
                Sql.query(server, "SELECT count(*) FROM pg_tables WHERE tablename = 'written'"));
    }

    @Override
    String spoil() throws Exception {
        Files.writeString(
                dir.data("postgres").resolve("postgresql.conf"),
                "nonsense = on\n",
                StandardOpenOption.APPEND);
        return "unrecognized configuration parameter \"nonsense\"";
    }

    @Test
    void stopDoesNotWaitForItsClients() throws SQLException {
        var server = start();
        try (var idle = Sql.connect(server, "flagmeter")) {
            server.stop();
            assertThat(idle.isValid(1)).isFalse();
        }
    }

    /** As the machine's own shutdown sends it, or a user who kills by name. */
    @Test
    @Timeout(60)
    void startsAnewWhenTheOldOneWaitsForItsClientsToLeave() throws Exception {
        var first = start();
        write(first);
        try (var idle = Sql.connect(first, "flagmeter")) {
            first.process().destroy();
            await().until(() -> isStopping());

            var second = start();

            assertThat(second.process()).isNotEqualTo(first.process());
            assertThat(written(second)).isEqualTo(1);
            assertThat(idle.isValid(1)).isFalse();
        }
    }

    private boolean isStopping() throws IOException {
        return Files.readString(dir.data("postgres").resolve("postmaster.pid"))
                .contains("stopping");
    }

    /** The pid file of a killed postmaster, whose number a stranger of the same account has now. */
    @Test
    void startsAlthoughTheKilledOnesNumberIsInUseAgain() throws Exception {
        var first = start();
        write(first);
        first.kill();
        Path file = dir.data("postgres").resolve("postmaster.pid");
        var account = Account.keeping(dir.data("postgres"));
        Process stranger = new ProcessBuilder(account.running(List.of("sleep", "60"))).start();
        try {
            String old = Files.readString(file);
            Files.writeString(file, old.replaceFirst("\\d+", Long.toString(stranger.pid())));

            var second = start();

            assertThat(written(second)).isEqualTo(1);
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void isFoundByItsOwnFileWhenOursWasNeverWritten() throws Exception {
        var first = start();
        Files.delete(dir.pidFile("postgres"));

        var second = start();

        assertThat(second.process()).isEqualTo(first.process());
        assertThat(second.port()).isEqualTo(first.port());
    }

    @Test
    void failsWhereSomebodyElseServesTheSameData() throws Exception {
        var first = start();
        var call = new OsProcess(first.process()).commandLine().subList(0, 3);
        first.stop();
        var account = Account.keeping(dir.data("postgres"));
        var builder = new ProcessBuilder(account.running(call));
        builder.environment().put("PGPORT", Integer.toString(first.port()));
        Process foreign = builder.redirectErrorStream(true).start();
        try (var output = foreign.inputReader()) {
            assertThat(output.lines().anyMatch(line -> line.contains("ready to accept"))).isTrue();

            assertThatIllegalStateException()
                    .isThrownBy(this::start)
                    .withMessageContaining("lock file \"postmaster.pid\" already exists");
        } finally {
            new OsProcess(foreign.toHandle()).kill();
        }
    }

    @Override
    @Test
    void startsAtTheSameTimeShareOneServer() throws Exception {
        makeNone();
        super.startsAtTheSameTimeShareOneServer();
    }

    @Test
    void beginsAnewWhenItWasKilledWhileTheFolderWasMade() throws Exception {
        makeNone();
        Path half = dir.data("postgres.new");
        Files.createDirectories(half);
        Files.writeString(half.resolve("PG_VERSION"), "18\n");

        assertThat(written(start())).isZero();
        assertThat(half).doesNotExist();
    }
}
