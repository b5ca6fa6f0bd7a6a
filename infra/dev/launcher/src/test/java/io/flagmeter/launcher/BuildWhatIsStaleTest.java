package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script builds before it starts the launcher; Maven and Java only say what they do. */
class BuildWhatIsStaleTest {

    private static final Path CLONE = Path.of("../../..");
    private static final Path TOOLCHAIN = Path.of("infra/dev/launcher/src/main/bash/toolchain.sh");
    private static final Path SOURCE = Path.of("ingest-api/src/main/java/Api.java");
    private static final String ALL = "builds all\n";
    private static final String LAUNCHER = "builds the launcher\n";

    @TempDir private Path clone;
    private Path jdk;

    @BeforeEach
    void prepare() throws IOException {
        for (Path file : List.of(Path.of("flagmeter"), TOOLCHAIN)) {
            Files.createDirectories(clone.resolve(file).getParent());
            Files.copy(CLONE.resolve(file), clone.resolve(file));
        }
        write("pom.xml", "");
        write(SOURCE.toString(), "");
        jdk = clone.resolve("jdk");
        write("jdk/release", "JAVA_VERSION=\"25\"\n");
        program("jdk/bin/javac", "");
        program("jdk/bin/java", "echo \"runs ${@: -1}\" >>log");
        program(
                "maven/bin/mvn",
                """
                if [[ $1 == -v ]]; then echo 'Apache Maven 3.9.11'; exit; fi
                make() { [[ -e $1 ]] || { mkdir -p "${1%/*}" && : >"$1"; }; }
                make infra/dev/launcher/target/launcher.jar
                make infra/dev/launcher/target/classpath
                if [[ $* == *launcher* ]]; then echo 'builds the launcher' >>log; exit; fi
                for service in rollup-worker ingest-api alerting; do
                  make "$service/target/quarkus-app/quarkus-run.jar"
                done
                echo 'builds all' >>log
                """);
        age();
    }

    @Test
    void programsAreBuiltOnceAndAgainAfterAChange() throws Exception {
        assertThat(flagmeter("up")).isEqualTo(ALL + "runs up\n");
        assertThat(flagmeter("up")).isEqualTo("runs up\n");

        age();
        write(SOURCE.toString(), "changed");

        assertThat(flagmeter("up")).isEqualTo(ALL + "runs up\n");
        assertThat(flagmeter("up")).isEqualTo("runs up\n");
    }

    /** As after an update that moved the launcher. */
    @Test
    void launcherThatIsBuiltAloneDoesNotMakeOldProgramsLookNew() throws Exception {
        flagmeter("up");
        age();
        Files.delete(clone.resolve("infra/dev/launcher/target/launcher.jar"));
        write(SOURCE.toString(), "changed");
        write(".flagmeter/run/ingest-api.pid", ProcessHandle.current().pid() + "");

        assertThat(flagmeter("down")).isEqualTo(LAUNCHER + "runs down\n");

        Files.delete(clone.resolve(".flagmeter/run/ingest-api.pid"));
        assertThat(flagmeter("up")).isEqualTo(ALL + "runs up\n");
    }

    @Test
    void programsThatRunAreNotReplaced() throws Exception {
        flagmeter("up");
        age();
        Files.delete(clone.resolve("infra/dev/launcher/target/launcher.jar"));
        write(SOURCE.toString(), "changed");
        write(".flagmeter/run/ingest-api.pid", ProcessHandle.current().pid() + "");

        assertThat(flagmeter("up")).isEqualTo(LAUNCHER + "runs up\n");
        assertThat(flagmeter("up")).isEqualTo("runs up\n");
        assertThat(clone.resolve("out")).content().contains("Sources are newer than the programs");
    }

    /** What the two programs did, in their order. */
    private String flagmeter(String command) throws IOException, InterruptedException {
        Path log = clone.resolve("log");
        Files.deleteIfExists(log);
        var builder =
                new ProcessBuilder(clone.resolve("flagmeter").toString(), command)
                        .directory(clone.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(clone.resolve("out").toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("MAVEN_HOME", clone.resolve("maven").toString());
        builder.environment().remove("FLAGMETER_HOME");
        assertThat(builder.start().waitFor()).isZero();
        return Files.readString(log);
    }

    private void write(String file, String text) throws IOException {
        Path path = clone.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, StandardCharsets.UTF_8);
    }

    private void program(String file, String script) throws IOException {
        write(file, "#!/usr/bin/env bash\n" + script);
        Files.setPosixFilePermissions(
                clone.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Everything there is was made an hour ago. */
    private void age() throws IOException {
        var then = FileTime.from(Instant.now().minusSeconds(3600));
        try (var files = Files.walk(clone)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setLastModifiedTime(file, then);
            }
        }
    }
}
