package io.flagmeter.api.ingest;

import io.flagmeter.api.queue.QueueConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Stops a server at its start that could not keep its promises as configured. */
@Singleton
class CheckSettings {

    private static final Duration LONGEST_DEDUP_WINDOW = Duration.ofDays(35);

    /** Before all other observers: nothing is begun under settings that do not hold. */
    void check(
            @Observes @Priority(1) StartupEvent start,
            EventsConfig events,
            DedupConfig dedup,
            IngestConfig ingest,
            QueueConfig queue) {
        check(events, dedup);
        check(ingest);
        check(queue);
    }

    static void check(EventsConfig events, DedupConfig dedup) {
        require(
                isWithin(dedup.window(), Duration.ofMinutes(1), LONGEST_DEDUP_WINDOW),
                "FLAGMETER_DEDUP_WINDOW must be from 1m to 35d, is " + dedup.window());
        require(
                isWithin(events.lateWindow(), Duration.ofMinutes(1), dedup.window()),
                "FLAGMETER_EVENTS_LATE_WINDOW must be from 1m to FLAGMETER_DEDUP_WINDOW ("
                        + dedup.window()
                        + "), or an event sent again late would count twice; is "
                        + events.lateWindow());
        require(
                isWithin(events.maxAhead(), Duration.ZERO, Duration.ofDays(1)),
                "FLAGMETER_EVENTS_MAX_AHEAD must be from 0s to 1d, is " + events.maxAhead());
    }

    static void check(IngestConfig ingest) {
        require(
                ingest.maxBodyBytes() >= 1_024 && ingest.maxBodyBytes() <= 16 << 20,
                "FLAGMETER_INGEST_MAX_BODY_BYTES must be from 1024 to 16777216, is "
                        + ingest.maxBodyBytes());
        require(
                ingest.maxBatchItems() >= 1 && ingest.maxBatchItems() <= 50_000,
                "FLAGMETER_INGEST_MAX_BATCH_ITEMS must be from 1 to 50000, is "
                        + ingest.maxBatchItems());
    }

    static void check(QueueConfig queue) {
        require(
                queue.maxQueuedEvents() >= 1,
                "FLAGMETER_INGEST_MAX_QUEUED_EVENTS must be at least 1, is "
                        + queue.maxQueuedEvents());
        require(
                isWithin(queue.timeout(), Duration.ofMillis(50), Duration.ofMillis(1_800)),
                "FLAGMETER_INGEST_TIMEOUT must be from 0.05s to 1.8s, is " + queue.timeout());
    }

    private static boolean isWithin(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new ConfigurationException(sentence);
        }
    }
}
