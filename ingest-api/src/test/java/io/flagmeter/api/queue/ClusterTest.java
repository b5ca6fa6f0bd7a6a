package io.flagmeter.api.queue;

import static io.flagmeter.api.queue.EventsDuringFaults.assertUnavailableInTime;
import static io.flagmeter.api.queue.EventsDuringFaults.awaitRecovery;
import static io.flagmeter.api.queue.EventsDuringFaults.event;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.EmbeddedValkeyCluster;
import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue of eight partitions on a real cluster of three nodes. */
@QuarkusTest
@TestProfile(ClusterTest.Profile.class)
class ClusterTest {

    private static final int TENANTS = 40;

    /** Which tenant "t" belongs to; its slot is 13907 of 16384. */
    private static final int NODE_OF_PARTITION_0 = 2;

    private static final QueuePartitions EIGHT = new QueuePartitions(8);

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    @Test
    void eventsTakeThePartitionOfTheirTenant() throws Exception {
        sendBatch();
        for (int i = 0; i < TENANTS; i++) {
            Api.event(item(i)).statusCode(200);
        }

        int found = 0;
        for (QueueKeys keys : EIGHT.keys()) {
            Response payloads = meter.valkey("LRANGE", keys.events(), 0, -1);
            assertThat(payloads.size()).as("in " + keys).isPositive();
            for (Response payload : payloads) {
                String tenant = EventCodec.decode(payload.toBytes()).tenant();
                assertThat(EIGHT.of(tenant)).isEqualTo(keys.partition());
                found++;
            }
        }
        assertThat(found).isEqualTo(2 * TENANTS);
    }

    @Test
    void booksAreThoseOfAllPartitions() {
        sendBatch();

        Api.get("/reconciliation")
                .statusCode(200)
                .body("accepted", equalTo(TENANTS))
                .body("queued", equalTo(TENANTS))
                .body("difference", equalTo(0));

        // As if lost.
        meter.valkey("DEL", new QueueKeys(EIGHT.of("t7")).events());

        long lost =
                IntStream.range(0, TENANTS)
                        .filter(i -> EIGHT.of("t" + i) == EIGHT.of("t7"))
                        .count();
        Api.get("/reconciliation").body("difference", equalTo((int) lost));
    }

    @Test
    void deadLettersOfAllPartitionsAreShownAndReplayed() {
        for (int i = 0; i < TENANTS; i++) {
            byte[] letter =
                    new DeadLetter("too odd", item(i).getBytes(UTF_8)).encode(Instant.EPOCH);
            meter.valkey("LPUSH", new QueueKeys(EIGHT.of("t" + i)).deadLetters(), letter);
        }

        Api.get("/dead-letters?limit=1000")
                .body("count", equalTo(TENANTS))
                .body("items", hasSize(TENANTS));
        Api.get("/dead-letters?limit=10")
                .body("count", equalTo(TENANTS))
                .body("items", hasSize(10));

        Api.operator().post("/dead-letters/replay").then().body("replayed", equalTo(TENANTS));
        Api.get("/reconciliation").body("queued", equalTo(TENANTS)).body("difference", equalTo(0));
    }

    @Test
    void withoutOneOfItsNodesEventsAreRefusedUntilItIsBack() {
        EmbeddedValkeyCluster cluster = Servers.cluster();
        cluster.kill(NODE_OF_PARTITION_0);
        assertUnavailableInTime(event("while it is away"));

        cluster.restart(NODE_OF_PARTITION_0);

        awaitRecovery();
        Api.get("/q/health/ready").statusCode(200);
    }

    @Test
    void limitsHoldForTenantsAndForAKeyWhosePartitionIsAnother() throws Exception {
        var key = Api.post("/keys", "application/json", "{\"name\":\"k\",\"scopes\":[\"ingest\"]}");
        String secret = key.statusCode(201).extract().path("key");
        limit("key:" + key.extract().path("id"), 12);
        limit("default", 1);
        await().atMost(5, SECONDS)
                .until(() -> Api.get("/usage/probe").extract().header("RateLimit") != null);

        for (int i = 0; i < TENANTS; i++) {
            eventOf(secret, i).statusCode(i < 12 ? 200 : 429);
        }
        for (int i = 0; i < TENANTS; i++) {
            Api.event(item(i)).statusCode(i < 12 ? 429 : 200);
        }

        long queued =
                EIGHT.keys().stream()
                        .mapToLong(keys -> meter.valkey("LLEN", keys.events()).toLong())
                        .sum();
        assertThat(queued).isEqualTo(TENANTS);
        Api.get("/reconciliation").body("accepted", equalTo(TENANTS));

        for (String subject : List.of("key:" + key.extract().path("id"), "default")) {
            Api.operator().delete("/rate-limits/" + subject).then().statusCode(204);
        }
        await().atMost(5, SECONDS)
                .until(() -> Api.get("/usage/probe").extract().header("RateLimit") == null);
    }

    private static void limit(String subject, int requests) {
        Api.operator()
                .contentType("application/json")
                .body("{\"requestsPerMinute\":%d,\"algorithm\":\"window\"}".formatted(requests))
                .put("/rate-limits/" + subject)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse eventOf(String key, int tenant) {
        return given().header("X-Api-Key", key)
                .contentType("application/json")
                .body(item(tenant))
                .post("/events")
                .then();
    }

    private static void sendBatch() {
        Api.post(
                        "/events/batch",
                        "application/json",
                        IntStream.range(0, TENANTS)
                                .mapToObj(ClusterTest::item)
                                .collect(Collectors.joining(",", "[", "]")))
                .statusCode(200)
                .body("accepted", equalTo(TENANTS));
    }

    private static String item(int tenant) {
        return "{\"tenant\":\"t%d\",\"feature\":\"f\",\"tokens\":1}".formatted(tenant);
    }

    /** As {@link io.flagmeter.api.OwnServers}, but clustered. */
    public static final class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.devservices.enabled", "false", "flagmeter.queue.partitions", "8");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Servers.class));
        }
    }

    /** Starts and stops them with the tests of the profile. */
    public static final class Servers implements QuarkusTestResourceLifecycleManager {

        private static final String DIRECTORY = "test.cluster.directory";

        private final StackDirectory directory = StackDirectory.temporary();

        /** The tests have another class loader, so they find it by its directory. */
        static EmbeddedValkeyCluster cluster() {
            String root = ConfigProvider.getConfig().getValue(DIRECTORY, String.class);
            return EmbeddedValkeyCluster.start(new StackDirectory(Path.of(root)));
        }

        @Override
        public Map<String, String> start() {
            return Map.of(
                    "VALKEY_URL",
                    EmbeddedValkeyCluster.start(directory).url(),
                    "DATABASE_URL",
                    EmbeddedPostgres.start(directory, 0).url(),
                    DIRECTORY,
                    directory.root().toString());
        }

        @Override
        public void stop() {
            EmbeddedValkeyCluster.start(directory).close();
            EmbeddedPostgres.start(directory, 0).kill();
            directory.delete();
        }
    }
}
