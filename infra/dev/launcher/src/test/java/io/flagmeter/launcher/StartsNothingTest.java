package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.StackDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that look or stop, on a server that runs by its pid file but cannot be spoken to. */
class StartsNothingTest {

    private final StackDirectory directory = StackDirectory.temporary();
    private final LocalStack stack = new LocalStack(Path.of("."), directory);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Screen screen =
            new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), 0, false);

    @TempDir private Path programs;

    @AfterEach
    void leaveNothing() {
        List.of(Server.values())
                .forEach(
                        server ->
                                stack.pidFile(server)
                                        .everyProcess()
                                        .forEach(ProcessHandle::destroyForcibly));
        directory.delete();
    }

    /** Called as a Valkey on this stack's data, but without a port. */
    private Process valkeyWithoutAPort() throws IOException {
        Path program = programs.resolve("valkey-server");
        Files.writeString(program, "#!/bin/sh\nread -r line\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectories(directory.data("valkey"));
        Process process = new ProcessBuilder(program.toString(), "--dir", data.toString()).start();
        stack.pidFile(Server.VALKEY).write(process.pid());
        return process;
    }

    @Test
    void statusShowsWhatDoesNotAnswer() throws Exception {
        Process valkey = valkeyWithoutAPort();

        int exitStatus = new Status(stack, screen).call();

        assertThat(exitStatus).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("valkey +" + valkey.pid() + " +running +- +no answer");
        assertThat(stack.pidFile(Server.VALKEY).everyProcess()).containsExactly(valkey.toHandle());
    }

    @Test
    void downStopsItAndLeavesNothing() throws Exception {
        Process valkey = valkeyWithoutAPort();

        new Down(stack, screen).call();

        assertThat(valkey.waitFor()).isNotZero();
        assertThat(stack.pidFile(Server.VALKEY).everyProcess()).isEmpty();
        assertThat(stack.pidFile(Server.VALKEY).exists()).isFalse();
        assertThat(directory.log("valkey")).as("what a start would write").doesNotExist();
    }
}
