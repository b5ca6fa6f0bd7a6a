package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OsProcessTest {

    @TempDir private Path folder;

    @Test
    void zombieIsDead() throws IOException {
        Path pidFile = folder.resolve("child");
        // While it sleeps the parent becomes a program that never asks how its child ended.
        Process parent =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "sleep 0.2 & echo $! > \"$0\"; exec sleep 60",
                                pidFile.toString())
                        .start();
        try {
            await().until(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);
            var zombie = OsProcess.namedIn(pidFile).orElseThrow();

            await().until(() -> !zombie.isAlive());

            assertThat(zombie.handle().isAlive()).as("what Java thinks of it").isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void fileWithoutAProcessNumberNamesNobody() throws IOException {
        assertThat(OsProcess.namedIn(folder.resolve("missing"))).isEmpty();
        for (var content : new String[] {"", "\n", "nonsense", "-12", "999999999"}) {
            Path file = Files.writeString(folder.resolve("pid"), content);
            assertThat(OsProcess.namedIn(file)).as(content).isEmpty();
        }
    }

    @Test
    void killTakesWhatTheProcessStarted() throws IOException {
        Path pidFile = folder.resolve("child");
        Process parent =
                new ProcessBuilder(
                                "sh", "-c", "sleep 60 & echo $! > \"$0\"; wait", pidFile.toString())
                        .start();
        await().until(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);
        var child = OsProcess.namedIn(pidFile).orElseThrow();

        new OsProcess(parent.toHandle()).kill();

        assertThat(parent.isAlive()).isFalse();
        // Its signal was sent, and on a busy machine takes a moment to end it.
        await().until(() -> !child.isAlive());
    }
}
