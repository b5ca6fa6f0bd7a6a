package io.flagmeter.api;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.FaultyProxy;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

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

    /** While it is there, connections to Valkey go mute for good. */
    public static Path mute() {
        return directory().root().resolve("mute");
    }

    private static StackDirectory directory() {
        return new StackDirectory(
                Path.of(ConfigProvider.getConfig().getValue(DIRECTORY, String.class)));
    }

    /** Starts and stops them with the tests of the profile. */
    public static final class Start implements QuarkusTestResourceLifecycleManager {

        private final StackDirectory directory = StackDirectory.temporary();
        private final Map<String, String> environment = new HashMap<>(System.getenv());

        private @Nullable FaultyProxy proxy;

        /** Takes variables that Valkey is started under. */
        @Override
        public void init(Map<String, String> variables) {
            environment.putAll(variables);
        }

        @Override
        public Map<String, String> start() {
            int port = EmbeddedValkey.start(directory, 0, environment).port();
            var proxy = new FaultyProxy(port);
            // By a file: the tests have another class loader.
            Path mute = directory.root().resolve("mute");
            proxy.muteWhile(() -> Files.exists(mute));
            this.proxy = proxy;
            return Map.of(
                    "VALKEY_URL",
                    "valkey://localhost:" + proxy.port(),
                    "DATABASE_URL",
                    EmbeddedPostgres.start(directory, 0).url(),
                    DIRECTORY,
                    directory.root().toString());
        }

        @Override
        public void stop() {
            if (proxy != null) {
                proxy.close();
            }
            // Found in the directory, whoever started them last.
            EmbeddedValkey.start(directory, 0).kill();
            EmbeddedPostgres.start(directory, 0).kill();
            directory.delete();
        }
    }
}
