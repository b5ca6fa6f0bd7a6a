package io.flagmeter.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With users in JVMs of their own, as each {@code quarkus:dev} is. */
class SharedServerTest {

    private final StackDirectory dir = StackDirectory.temporary();
    private final List<Process> users = new ArrayList<>();
    private final SharedServer ours = sharedIn(dir);

    @AfterEach
    void leaveNothingRunning() {
        users.forEach(Process::destroyForcibly);
        EmbeddedValkey.start(dir, 0).kill();
        dir.delete();
    }

    @Test
    void lastOneOutStopsTheServer() throws IOException {
        var other = new User();
        ours.start();
        var process = ours.server().process();
        assertThat(process.pid()).isEqualTo(other.server);

        ours.close();
        assertThat(process.isAlive()).as("still used by the other").isTrue();

        other.leave();
        await().until(() -> !process.isAlive());
    }

    @Test
    void firstOneOutLeavesItToTheOthers() throws IOException {
        ours.start();
        var other = new User();
        var process = ours.server().process();

        other.leave();

        assertThat(process.isAlive()).as("still used by us").isTrue();
        ours.close();
        await().until(() -> !process.isAlive());
    }

    @Test
    void serverOfAKilledUserIsStoppedByTheNext() throws IOException {
        var killed = new User();
        killed.kill();

        ours.start();
        var process = ours.server().process();
        assertThat(process.pid()).isEqualTo(killed.server);

        ours.close();
        // Its parent is dead: process 1 buries it in its own time.
        await().until(() -> !process.isAlive());
    }

    private static SharedServer sharedIn(StackDirectory dir) {
        return new SharedServer(EmbeddedValkey::start, dir, "valkey");
    }

    /** Another JVM that uses the server until the end of its input. */
    private final class User {

        private final Process jvm;
        final long server;

        User() throws IOException {
            jvm =
                    new ProcessBuilder(
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName(),
                                    dir.root().toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            users.add(jvm);
            var output = new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8);
            server = Long.parseLong(new BufferedReader(output).readLine());
        }

        void leave() throws IOException {
            jvm.getOutputStream().close();
            await().until(() -> !jvm.isAlive());
        }

        void kill() {
            jvm.destroyForcibly();
            await().until(() -> !jvm.isAlive());
        }
    }

    static final class Main {

        private Main() {}

        public static void main(String[] args) throws IOException {
            var shared = sharedIn(new StackDirectory(Path.of(args[0])));
            shared.start();
            IO.println(shared.server().process().pid());
            System.in.read();
            shared.close();
        }
    }
}
