package io.flagmeter.systemtest.scaleout;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.EmbeddedValkeyCluster;
import io.flagmeter.fixtures.PackagedService;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/** A meter on a Valkey cluster: one API and four workers at a queue of eight partitions. */
final class ClusteredMeter implements AutoCloseable {

    static final String KEY = "a-key-of-the-test";

    private static final int WORKERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StackDirectory directory = StackDirectory.temporary();
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);
    final EmbeddedValkeyCluster valkey = EmbeddedValkeyCluster.start(directory);
    private final List<PackagedService> workers = new ArrayList<>();
    final PackagedService api;

    ClusteredMeter() {
        startWorkers();
        awaitReady(workers.getFirst());
        api = start("ingest-api");
        awaitReady(api);
    }

    /** All at once, in the middle of whatever they do. */
    void killWorkers() {
        workers.parallelStream().forEach(PackagedService::kill);
        workers.clear();
    }

    void startWorkers() {
        IntStream.range(0, WORKERS).forEach(i -> workers.add(start("rollup-worker")));
    }

    List<PackagedService> workers() {
        return workers;
    }

    private PackagedService start(String service) {
        return new PackagedService(
                Path.of("../../..", service),
                96,
                directory.log(service),
                Map.of(
                        "DATABASE_URL",
                        postgres.url(),
                        "VALKEY_URL",
                        valkey.url(),
                        "FLAGMETER_ADMIN_KEY",
                        KEY,
                        "FLAGMETER_QUEUE_PARTITIONS",
                        "8",
                        // Many small batches, and leases that run out while a test waits.
                        "FLAGMETER_WORKER_BATCH_SIZE",
                        "100",
                        "FLAGMETER_WORKER_LEASE",
                        "1s"));
    }

    void awaitWorkers() {
        workers.forEach(ClusteredMeter::awaitReady);
    }

    private static void awaitReady(PackagedService service) {
        await().atMost(PATIENCE).until(service::ready);
    }

    JsonNode books() throws IOException {
        return JSON.readTree(api.get("/reconciliation").body());
    }

    void awaitQuiet() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> isQuiet(books()));
    }

    private static boolean isQuiet(JsonNode books) {
        return books.get("queued").asLong() == 0 && books.get("inFlight").asLong() == 0;
    }

    /** The first row, its columns separated by spaces. */
    String row(String query) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://localhost:%d/flagmeter?user=flagmeter&password=flagmeter"
                                        .formatted(postgres.port()));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            var columns = new StringJoiner(" ");
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                columns.add(row.getString(i));
            }
            return columns.toString();
        }
    }

    @Override
    public void close() {
        killWorkers();
        api.close();
        valkey.close();
        postgres.close();
    }
}
