package io.flagmeter.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's key as the script makes it. */
class AdminKeyTest {

    private static final String USE =
            """
            set -euo pipefail
            umask 000
            die() { echo "$1"; exit 1; }
            die_unwritable() { die "Cannot write $1"; }
            source src/main/bash/admin-key.sh
            use_admin_key
            bash -c 'echo "$FLAGMETER_ADMIN_KEY"'
            """;

    @TempDir private Path home;

    private Process start(String key) throws IOException {
        var builder = new ProcessBuilder("bash", "-c", USE).redirectErrorStream(true);
        builder.environment().put("state", home.resolve("state").toString());
        builder.environment().put("FLAGMETER_ADMIN_KEY", key);
        return builder.start();
    }

    /** A process in the place of the API that ./flagmeter up started, with this environment. */
    private Process api(Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder("sleep", "60");
        builder.environment().remove("FLAGMETER_ADMIN_KEY");
        builder.environment().putAll(environment);
        Process process = builder.start();
        Path run = Files.createDirectories(home.resolve("state/run"));
        Files.writeString(run.resolve("ingest-api.pid"), process.pid() + "\n");
        return process;
    }

    private static String said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }

    @Test
    void keyIsMadeOnceAndForItsOwnerOnly() throws Exception {
        String made = said(start(""));

        assertThat(made).matches("[0-9a-f]{48}");
        assertThat(said(start(""))).isEqualTo(made);
        Path file = home.resolve("state/admin-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void severalThatStartAtOnceMakeOneKey() throws Exception {
        for (int round = 0; round < 5; round++) {
            Files.deleteIfExists(home.resolve("state/admin-key"));
            var started = new ArrayList<Process>();
            for (int i = 0; i < 8; i++) {
                started.add(start(""));
            }

            var keys = new HashSet<String>();
            for (Process process : started) {
                keys.add(said(process));
            }
            assertThat(keys).hasSize(1).first().asString().matches("[0-9a-f]{48}");
        }
    }

    @Test
    void keyOfTheEnvironmentWinsAndIsNotKept() throws Exception {
        assertThat(said(start("a-key-of-my-own!"))).isEqualTo("a-key-of-my-own!");
        assertThat(home.resolve("state")).doesNotExist();
    }

    @Test
    void keyOfTheApiThatRunsIsUsedWhereverItCameFrom() throws Exception {
        String kept = said(start(""));
        Process api = api(Map.of("FLAGMETER_ADMIN_KEY", "key-of-the-api-that-runs"));
        try {
            assertThat(said(start(""))).isEqualTo("key-of-the-api-that-runs");
            assertThat(said(start("another-key-by-now")))
                    .startsWith("The API that runs here has another key")
                    .hasLineCount(1);
        } finally {
            api.destroyForcibly().waitFor();
        }
        assertThat(said(start(""))).as("of one that ended").isEqualTo(kept);
    }

    @Test
    void numberOfAStrangerIsNoReasonToForgetTheKey() throws Exception {
        String kept = said(start(""));
        Process stranger = api(Map.of("FLAGMETER_ADMIN_KEY", ""));
        try {
            assertThat(said(start(""))).isEqualTo(kept);
        } finally {
            stranger.destroyForcibly();
        }
    }
}
