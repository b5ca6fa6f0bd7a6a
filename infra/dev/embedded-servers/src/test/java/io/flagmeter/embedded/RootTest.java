package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL refuses to run as root; continuous integration and small servers are often root. */
class RootTest {

    @TempDir private Path folder;

    @BeforeEach
    void onlyRootCanSwitchAccounts() {
        assumeTrue(Account.isRoot());
    }

    @Test
    void dataLiesBehindALinkWhenTheCloneIsClosedToOthers() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("home"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        var dir = new StackDirectory(closed.resolve("clone/.flagmeter"));
        Path real;
        try (var server = EmbeddedPostgres.start(dir, 0)) {
            real = dir.data("postgres").toRealPath();

            assertThat(dir.data("postgres")).isSymbolicLink();
            assertThat(real).startsWith(PostgresHome.ELSEWHERE).exists();
            assertThat(server.process().info().user()).isNotEqualTo("root");
        }
        try (var again = EmbeddedPostgres.start(dir, 0)) {
            assertThat(again.process().isAlive()).isTrue();
            assertThat(dir.data("postgres").toRealPath()).isEqualTo(real);
        }
        dir.delete();
        assertThat(real).doesNotExist();
        assertThat(dir.root()).doesNotExist();
    }

    @Test
    void dataStaysInTheCloneWhereOthersCanPass() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var dir = new StackDirectory(folder.resolve("clone"));
        try (var server = EmbeddedPostgres.start(dir, 0)) {
            assertThat(server.process().isAlive()).isTrue();
            assertThat(dir.data("postgres")).isDirectory().isNotEqualTo(PostgresHome.ELSEWHERE);
            assertThat(Files.isSymbolicLink(dir.data("postgres"))).isFalse();
        }
    }

    @Test
    void dataOfAnOrdinaryUserIsServedAsThatUser() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        assertThat(new Account("nobody", List.of("true")).takes(data)).isTrue();

        assertThat(Account.keeping(data).name()).isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyWayOfSwitchingRunsTheServerItself(int way) throws IOException {
        var group = Command.run(List.of("id", "-g", "nobody")).output().strip();
        var prefix = Account.prefixes("nobody", group).toList().get(way);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var dir = new StackDirectory(folder.resolve("stack"));
        var home = new PostgresHome(dir, dir.data("postgres"), new Account("nobody", prefix));
        var kind = new PostgresKind(PostgresProgram.unpacked(), home);

        var running = new Launch(dir, kind).start(0);

        try (var found = EmbeddedPostgres.start(dir, 0)) {
            assertThat(found.process()).isEqualTo(running.process().handle());
            assertThat(running.process().commandLine().getFirst()).endsWith("/bin/postgres");
            assertThat(found.process().info().user()).contains("nobody");
        }
    }
}
