package io.flagmeter.systemtest.replace;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.FaultyProxy;
import io.flagmeter.fixtures.PackagedService;
import io.flagmeter.fixtures.ReadyServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A meter whose API, behind a proxy, and whose worker can be replaced by new processes. */
final class RollingMeter implements AutoCloseable {

    static final String KEY = "a-key-of-the-test";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Many times what the proxy needs to see that a server is no longer ready. */
    private static final Map<String, String> DRAIN =
            Map.of("FLAGMETER_INGEST_SHUTDOWN_DELAY", "2s");

    private final StackDirectory directory = StackDirectory.temporary();
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);
    private final EmbeddedValkey valkey = EmbeddedValkey.start(directory, 0);
    private final List<PackagedService> started = new ArrayList<>();
    private final ReadyServers apis = new ReadyServers();
    private final FaultyProxy proxy = new FaultyProxy(apis);
    private PackagedService worker = startWorker();
    private PackagedService api = startApi();

    RollingMeter() {
        awaitReady(worker);
        await().atMost(PATIENCE).ignoreException(IOException.class).until(() -> apis.port() > 0);
    }

    /** Where clients connect. */
    int port() {
        return proxy.port();
    }

    JsonNode books() throws IOException {
        return JSON.readTree(api.get("/reconciliation").body());
    }

    /** Puts a new API beside the old one, ends the old one; returns its exit status. */
    int replaceApi() {
        PackagedService old = api;
        api = startApi();
        return ended(old, api);
    }

    /** Puts a new worker beside the old one, ends the old one; returns its exit status. */
    int replaceWorker() {
        PackagedService old = worker;
        worker = startWorker();
        return ended(old, worker);
    }

    /** Alerting, which may send to this machine; it has nothing of its own to lose. */
    void startAlerting() {
        awaitReady(start("alerting", Map.of("FLAGMETER_WEBHOOKS_ALLOW_LOOPBACK", "true")));
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), "flagmeter", "flagmeter");
    }

    String jdbcUrl() {
        return postgres.url().replaceFirst("^postgresql://[^@]*@", "jdbc:postgresql://");
    }

    private static int ended(PackagedService old, PackagedService next) {
        awaitReady(next);
        old.terminate();
        return old.exitCode();
    }

    private PackagedService startApi() {
        PackagedService next = start("ingest-api", DRAIN);
        apis.add(next.port(), next::ready);
        return next;
    }

    private PackagedService startWorker() {
        return start("rollup-worker", Map.of());
    }

    private PackagedService start(String name, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("DATABASE_URL", postgres.url());
        all.put("VALKEY_URL", valkey.url());
        all.put("FLAGMETER_ADMIN_KEY", KEY);
        var next = new PackagedService(Path.of("../../..", name), 96, directory.log(name), all);
        started.add(next);
        return next;
    }

    private static void awaitReady(PackagedService service) {
        await().atMost(PATIENCE).until(service::ready);
    }

    @Override
    public void close() {
        proxy.close();
        apis.close();
        started.forEach(PackagedService::close);
        valkey.kill();
        postgres.kill();
    }
}
