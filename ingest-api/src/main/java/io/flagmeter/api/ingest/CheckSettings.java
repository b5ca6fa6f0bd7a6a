package io.flagmeter.api.ingest;

import static io.flagmeter.model.config.Settings.require;
import static io.flagmeter.model.config.Settings.requireWithin;

import io.flagmeter.server.body.BodyBudget;
import io.flagmeter.server.connection.ConnectionConfig;
import io.flagmeter.server.connection.Connections;
import io.flagmeter.server.queue.QueueConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Stops a server at its start that could not keep its promises as configured. */
@Singleton
class CheckSettings {

    private static final Duration LONGEST_DEDUP_WINDOW = Duration.ofDays(35);

    /**
     * Before the scheduler, at 0, and all others: nothing is begun under settings that do not hold.
     */
    void check(
            @Observes @Priority(-2) StartupEvent start,
            EventsConfig events,
            DedupConfig dedup,
            IngestConfig ingest,
            QueueConfig queue,
            ConnectionConfig connection) {
        check(events, dedup);
        check(ingest, Runtime.getRuntime().maxMemory());
        check(queue);
        check(connection, Runtime.getRuntime().maxMemory());
    }

    static void check(EventsConfig events, DedupConfig dedup) {
        requireWithin(
                "FLAGMETER_DEDUP_WINDOW",
                dedup.window(),
                Duration.ofMinutes(1),
                LONGEST_DEDUP_WINDOW);
        require(
                events.lateWindow().compareTo(dedup.window()) <= 0,
                "FLAGMETER_EVENTS_LATE_WINDOW must not be longer than FLAGMETER_DEDUP_WINDOW, or an"
                        + " event sent again late would count twice");
        requireWithin(
                "FLAGMETER_EVENTS_LATE_WINDOW",
                events.lateWindow(),
                Duration.ofMinutes(1),
                dedup.window());
        requireWithin(
                "FLAGMETER_EVENTS_MAX_AHEAD", events.maxAhead(), Duration.ZERO, Duration.ofDays(1));
    }

    static void check(IngestConfig ingest, long heap) {
        requireWithin("FLAGMETER_INGEST_MAX_BODY_BYTES", ingest.maxBodyBytes(), 1_024, 16 << 20);
        long room = heap / BodyBudget.SHARE_OF_HEAP;
        require(
                ingest.maxBodyBytes() <= room,
                "FLAGMETER_INGEST_MAX_BODY_BYTES must be at most a sixteenth of the heap, %d, is %d"
                        .formatted(room, ingest.maxBodyBytes()));
        requireWithin("FLAGMETER_INGEST_MAX_BATCH_ITEMS", ingest.maxBatchItems(), 1, 50_000);
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
