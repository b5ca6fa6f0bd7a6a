package io.flagmeter.api;

import io.flagmeter.stack.server.EmbeddedPostgres;
import io.flagmeter.stack.server.EmbeddedValkey;
import io.flagmeter.stack.server.StackDirectory;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** For tests that harm their servers: a PostgreSQL and a Valkey that no other test uses. */
public final class OwnServers implements QuarkusTestProfile {

    private static final String DIRECTORY = "test.servers.directory";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.devservices.enabled", "false", "flagmeter.ingest.max-queued-events", "50");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Start.class));
    }

    /** The Valkey of this profile; started again if it was killed, with what it had stored. */
    public static EmbeddedValkey valkey() {
        return EmbeddedValkey.start(directory(), 0);
    }

    /** The PostgreSQL of this profile; started again if it was killed. */
    public static EmbeddedPostgres postgres() {
        return EmbeddedPostgres.start(directory(), 0);
    }

    /** Stops a process where it stands, so that its host seems to have vanished. */
    public static void freeze(ProcessHandle process) {
        signal("-STOP", process);
    }

    public static void thaw(ProcessHandle process) {
        signal("-CONT", process);
    }

    private static void signal(String signal, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StackDirectory directory() {
        return new StackDirectory(
                Path.of(ConfigProvider.getConfig().getValue(DIRECTORY, String.class)));
    }

    /** Starts and stops them with the tests of the profile. */
    public static final class Start implements QuarkusTestResourceLifecycleManager {

        private final StackDirectory directory = StackDirectory.temporary();

        @Override
        public Map<String, String> start() {
            return Map.of(
                    "VALKEY_URL",
                    EmbeddedValkey.start(directory, 0).url(),
                    "DATABASE_URL",
                    EmbeddedPostgres.start(directory, 0).url(),
                    DIRECTORY,
                    directory.root().toString());
        }

        @Override
        public void stop() {
            // Found in the directory, whoever started them last.
            EmbeddedValkey.start(directory, 0).kill();
            EmbeddedPostgres.start(directory, 0).kill();
            directory.delete();
        }
    }
}
