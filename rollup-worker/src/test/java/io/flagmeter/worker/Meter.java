package io.flagmeter.worker;

import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.events;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.worker.testing.TestEvents;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A PostgreSQL and a Valkey of their own, to be killed at will, and the books that workers keep
 * there. As an extension it is as if new before each test of a class, and must have no worker left
 * then.
 */
final class Meter implements BeforeEachCallback, AfterAllCallback, AutoCloseable {

    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    private final StackDirectory directory = StackDirectory.temporary();
    private final Vertx vertx = Vertx.vertx();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);
    EmbeddedValkey valkey = EmbeddedValkey.start(directory, 0);
    private final Redis redis = Redis.createClient(vertx, valkey.url());
    final Books books = new Books(postgres.url());

    void restartPostgres() {
        postgres = EmbeddedPostgres.start(directory, postgres.port());
    }

    void restartValkey() {
        valkey = EmbeddedValkey.start(directory, valkey.port());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Files.deleteIfExists(directory.log("rollup-worker"));
        books.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        call(Request.cmd(Command.FLUSHALL));
        limitMemory("0");
    }

    PackagedService worker(Map<String, String> settings) {
        return service(postgres.url(), valkey.url(), settings);
    }

    /** A worker that reaches its servers by other ports, those of proxies. */
    PackagedService workerBehind(int postgresPort, int valkeyPort, Map<String, String> settings) {
        return service(
                postgres.url().replace(":" + postgres.port() + "/", ":" + postgresPort + "/"),
                "redis://localhost:" + valkeyPort,
                settings);
    }

    private PackagedService service(
            String databaseUrl, String valkeyUrl, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("DATABASE_URL", databaseUrl);
        all.put("VALKEY_URL", valkeyUrl);
        return new PackagedService(96, directory.log("rollup-worker"), all);
    }

    /** What its workers have printed. */
    String log() throws IOException {
        return Files.readString(directory.log("rollup-worker"));
    }

    /** Those of {@link TestEvents#events}, a thousand at a time. */
    void push(int from, int to) {
        for (int next = from; next < to; next += 1000) {
            push(events(next, Math.min(next + 1000, to)));
        }
    }

    /** Puts events on the queue as of now, the way the API does. */
    void push(List<UsageEvent> events) {
        Request push = Request.cmd(Command.LPUSH).arg(KEYS.events());
        events.forEach(event -> push.arg(EventCodec.encode(at(event, Instant.now()))));
        call(push);
    }

    /** Lets elements in that the Valkey we ship refuses, as one that somebody else runs may. */
    void openDoor() {
        call(Request.cmd(Command.CONFIG).arg("SET").arg("proto-max-bulk-len").arg(512 << 20));
    }

    /** Puts on the queue what another producer might. */
    void push(byte[] element) {
        call(Request.cmd(Command.LPUSH).arg(KEYS.events()).arg(element));
    }

    /** Like {@link #push(byte[])}; false if Valkey has no room. */
    boolean pushed(byte[] element) {
        return withRoom(() -> push(element));
    }

    /** Like {@link #push(List)}; false if Valkey has no room. */
    boolean pushed(List<UsageEvent> events) {
        return withRoom(() -> push(events));
    }

    private static boolean withRoom(Runnable push) {
        try {
            push.run();
            return true;
        } catch (CompletionException e) {
            if (String.valueOf(e.getMessage()).contains("OOM")) {
                return false;
            }
            throw e;
        }
    }

    void limitMemory(String bytes) {
        call(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes));
    }

    long waiting() {
        return call(Request.cmd(Command.LLEN).arg(KEYS.events())).toLong();
    }

    long inFlight() {
        return call(Request.cmd(Command.ZCARD).arg(KEYS.leases())).toLong();
    }

    long claimed() {
        Response claimed = call(Request.cmd(Command.GET).arg(KEYS.claimed()));
        return claimed == null ? 0 : claimed.toLong();
    }

    long deadLetters() {
        return call(Request.cmd(Command.LLEN).arg(KEYS.deadLetters())).toLong();
    }

    boolean quiet() {
        return waiting() == 0 && inFlight() == 0;
    }

    private Response call(Request request) {
        return redis.send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        valkey.close();
        postgres.close();
    }
}
