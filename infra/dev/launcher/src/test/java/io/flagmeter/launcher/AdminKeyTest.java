package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's key as every command comes by it. */
class AdminKeyTest {

    @TempDir private Path home;
    private LocalStack stack;

    @BeforeEach
    void prepare() {
        stack = new LocalStack(home, new StackDirectory(home.resolve("state")));
    }

    private AdminKey key(String ours) throws IOException {
        return AdminKey.of(stack, Optional.of(ours).filter(text -> !text.isEmpty()));
    }

    /** A process in the place of the API that ./flagmeter up started, with this key. */
    private Process process(String key, String mark) throws IOException {
        var builder = new ProcessBuilder("sh", "-c", "read -r line", mark);
        builder.environment().put(AdminKey.VARIABLE, key);
        Process process = builder.start();
        stack.pidFile(Service.INGEST_API).write(process.pid());
        return process;
    }

    @Test
    void keyIsMadeOnceAndForItsOwnerOnly() throws Exception {
        var made = key("");

        assertThat(made.text()).matches("[0-9a-f]{48}");
        assertThat(key("")).isEqualTo(made);
        Path file = home.resolve("state/admin-key");
        assertThat(made.file()).contains(file);
        assertThat(file).hasContent(made.text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void severalThatStartAtOnceMakeOneKey() throws Exception {
        for (int round = 0; round < 20; round++) {
            Files.deleteIfExists(home.resolve("state/admin-key"));
            var keys = new HashSet<AdminKey>();
            try (var threads = Executors.newFixedThreadPool(8)) {
                var started = new ArrayList<Future<AdminKey>>();
                for (int i = 0; i < 8; i++) {
                    started.add(threads.submit(() -> key("")));
                }
                for (var key : started) {
                    keys.add(key.get());
                }
            }
            assertThat(keys).hasSize(1);
        }
    }

    @Test
    void keyOfTheEnvironmentWinsAndIsNotKept() throws Exception {
        assertThat(key("a-key-of-my-own!"))
                .isEqualTo(new AdminKey("a-key-of-my-own!", Optional.empty()));
        assertThat(home.resolve("state")).doesNotExist();
    }

    @Test
    void keyOfTheApiThatRunsIsUsedWhereverItCameFrom() throws Exception {
        var kept = key("");
        Process api = process("key-of-the-api-that-runs", stack.mark(Service.INGEST_API));
        try {
            assertThat(key(""))
                    .isEqualTo(new AdminKey("key-of-the-api-that-runs", Optional.empty()));
            assertThat(key("key-of-the-api-that-runs").text())
                    .isEqualTo("key-of-the-api-that-runs");
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> key("another-key-by-now"))
                    .withMessageStartingWith("The API that runs here has another key");
        } finally {
            api.destroyForcibly().waitFor();
        }
        assertThat(key("")).as("of one that ended").isEqualTo(kept);
    }

    @Test
    void keyThatTheApiHasFromTheFileIsShownWithIt() throws Exception {
        var kept = key("");
        Process api = process(kept.text(), stack.mark(Service.INGEST_API));
        try {
            assertThat(key("")).isEqualTo(kept);
        } finally {
            api.destroyForcibly();
        }
    }

    @Test
    void numberOfAStrangerIsNoReasonToForgetTheKey() throws Exception {
        var kept = key("");
        Process stranger = process("key-of-a-stranger", "a-stranger");
        try {
            assertThat(key("")).isEqualTo(kept);
        } finally {
            stranger.destroyForcibly();
        }
    }
}
