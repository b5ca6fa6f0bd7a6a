package io.flagmeter.api.ingest;

import static io.flagmeter.server.bounds.Bound.fixed;
import static io.flagmeter.server.bounds.Bound.set;

import io.flagmeter.model.event.EventRules;
import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of events and batches. */
@Singleton
class IngestBounds implements Bounded {

    private final IngestConfig ingest;
    private final EventsConfig events;
    private final DedupConfig dedup;

    IngestBounds(IngestConfig ingest, EventsConfig events, DedupConfig dedup) {
        this.ingest = ingest;
        this.events = events;
        this.dedup = dedup;
    }

    @Override
    public List<Bound> bounds() {
        return List.of(
                set(
                        "batch",
                        ingest.maxBatchItems(),
                        Unit.COUNT,
                        "FLAGMETER_INGEST_MAX_BATCH_ITEMS",
                        "events of a batch"),
                fixed(
                        "name",
                        EventRules.MAX_LENGTH,
                        Unit.CHARACTERS,
                        "a tenant's or feature's name"),
                fixed("id", EventRules.MAX_LENGTH, Unit.CHARACTERS, "the id of an event"),
                fixed("tokens", EventRules.MAX_TOKENS, Unit.TOKENS, "the tokens of an event"),
                set(
                        "late",
                        events.lateWindow(),
                        "FLAGMETER_EVENTS_LATE_WINDOW",
                        "how far behind an event's timestamp may be"),
                set(
                        "ahead",
                        events.maxAhead(),
                        "FLAGMETER_EVENTS_MAX_AHEAD",
                        "how far ahead an event's timestamp may be"),
                set(
                        "dedup",
                        dedup.window(),
                        "FLAGMETER_DEDUP_WINDOW",
                        "how long an id of an event counts once"));
    }
}
