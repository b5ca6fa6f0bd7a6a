package io.flagmeter.api.ingest;

import static io.flagmeter.model.config.Settings.require;
import static io.flagmeter.model.config.Settings.requireWithin;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Stops a server at its start that could not keep its promises as configured. */
@Singleton
class CheckIngestSettings {

    private static final Duration LONGEST_DEDUP_WINDOW = Duration.ofDays(35);

    /**
     * Before the scheduler, at 0, and all others: nothing is begun under settings that do not hold.
     */
    void check(
            @Observes @Priority(-2) StartupEvent start,
            EventsConfig events,
            DedupConfig dedup,
            IngestConfig ingest) {
        check(events, dedup);
        check(ingest);
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

    static void check(IngestConfig ingest) {
        requireWithin("FLAGMETER_INGEST_MAX_BATCH_ITEMS", ingest.maxBatchItems(), 1, 50_000);
    }
}
