package io.flagmeter.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
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
}
