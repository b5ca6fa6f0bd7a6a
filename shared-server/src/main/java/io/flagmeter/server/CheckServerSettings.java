package io.flagmeter.server;

import static io.flagmeter.model.config.Settings.require;
import static io.flagmeter.model.config.Settings.requireWithin;

import io.flagmeter.server.body.BodyBudget;
import io.flagmeter.server.body.BodyConfig;
import io.flagmeter.server.connection.ConnectionConfig;
import io.flagmeter.server.connection.Connections;
import io.flagmeter.server.queue.QueueConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Stops a server at its start whose bounds do not hold, whatever it is for. */
@Singleton
class CheckServerSettings {

    /**
     * Before the scheduler, at 0, and all others: nothing is begun under settings that do not hold.
     */
    void check(
            @Observes @Priority(-2) StartupEvent start,
            BodyConfig body,
            QueueConfig queue,
            ConnectionConfig connection) {
        long heap = Runtime.getRuntime().maxMemory();
        check(body, heap);
        check(queue);
        check(connection, heap);
    }

    static void check(BodyConfig body, long heap) {
        requireWithin("FLAGMETER_INGEST_MAX_BODY_BYTES", body.maxBodyBytes(), 1_024, 16 << 20);
        long room = heap / BodyBudget.SHARE_OF_HEAP;
        require(
                body.maxBodyBytes() <= room,
                "FLAGMETER_INGEST_MAX_BODY_BYTES must be at most a sixteenth of the heap, %d, is %d"
                        .formatted(room, body.maxBodyBytes()));
    }

    static void check(QueueConfig queue) {
        requireWithin(
                "FLAGMETER_INGEST_MAX_QUEUED_EVENTS", queue.maxQueuedEvents(), 1, Long.MAX_VALUE);
        requireWithin(
                "FLAGMETER_INGEST_TIMEOUT",
                queue.timeout(),
                Duration.ofMillis(50),
                Duration.ofMillis(1_800));
    }

    static void check(ConnectionConfig connection, long heap) {
        requireWithin(
                "FLAGMETER_INGEST_MAX_CONNECTIONS", connection.maxConnections(), 16, 1_000_000);
        long room = heap / 2 / Connections.BYTES_EACH;
        require(
                connection.maxConnections() <= room,
                "FLAGMETER_INGEST_MAX_CONNECTIONS must be at most what half of the heap holds, %d,"
                                .formatted(room)
                        + " is %d".formatted(connection.maxConnections()));
        requireWithin(
                "FLAGMETER_INGEST_REQUEST_TIMEOUT",
                connection.requestTimeout(),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10));
        requireWithin(
                "FLAGMETER_INGEST_SHUTDOWN_DELAY",
                connection.shutdownDelay(),
                Duration.ZERO,
                Duration.ofMinutes(1));
    }
}
