package io.flagmeter.api.events;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of the raw log. */
@Singleton
class EventsBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed(
                        "eventsRange",
                        EventsRequest.LONGEST.toMillis(),
                        Unit.MILLISECONDS,
                        "the time that a page or an export of raw events covers"),
                fixed("exportEvents", ReadEvents.MOST, Unit.COUNT, "events of an export"),
                fixed(
                        "exportTime",
                        Exports.LONGEST.toMillis(),
                        Unit.MILLISECONDS,
                        "how long one may take, until it is broken off"),
                fixed(
                        "exportStall",
                        Exports.PATIENCE.toMillis(),
                        Unit.MILLISECONDS,
                        "how long a client may not read, until it is cut off"),
                fixed("exports", Exports.MOST, Unit.COUNT, "exports that a process does at a time"),
                fixed(
                        "exportsByTenants",
                        Exports.MOST - Exports.KEPT,
                        Unit.COUNT,
                        "exports for keys of one tenant among them"),
                fixed(
                        "exportsOfTenant",
                        Exports.MOST_OF_TENANT,
                        Unit.COUNT,
                        "exports of one tenant among them"));
    }
}
