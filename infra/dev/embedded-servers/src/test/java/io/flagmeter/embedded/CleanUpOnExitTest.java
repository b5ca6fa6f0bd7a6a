package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CleanUpOnExitTest {

    @Test
    void killedJvmLeavesNeitherServersNorFiles() throws IOException {
        Process jvm =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Leaver.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Path folder;
        try (var output =
                new BufferedReader(
                        new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            folder = Path.of(output.readLine());
        }
        var dir = new StackDirectory(folder);
        var servers =
                Stream.of("postgres", "valkey")
                        .map(name -> OsProcess.namedIn(dir.pidFile(name)).orElseThrow())
                        .toList();
        assertThat(servers).allMatch(OsProcess::isAlive);

        jvm.destroyForcibly();

        await().until(() -> servers.stream().noneMatch(OsProcess::isAlive));
        await().until(() -> !Files.exists(folder));
    }

    /** Starts both servers and waits to be killed. */
    static final class Leaver {

        private Leaver() {}

        public static void main(String[] args) throws IOException {
            var dir = StackDirectory.temporary();
            EmbeddedPostgres.start(dir, 0);
            EmbeddedValkey.start(dir, 0);
            IO.println(dir.root());
            System.in.read();
        }
    }
}
