package io.flagmeter.api.books;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Where every accepted event is.
 *
 * <pre>accepted = applied + duplicate + deadLettered + queued + inFlight</pre>
 *
 * @param accepted put on the queue, by the API or by another producer
 * @param applied counted in PostgreSQL
 * @param duplicate recognised as counted before
 * @param deadLettered put aside because it could not be decoded or applied
 * @param queued waiting in Valkey
 * @param inFlight claimed by a worker and not yet committed
 */
@JsonPropertyOrder({
    "accepted",
    "applied",
    "duplicate",
    "deadLettered",
    "queued",
    "inFlight",
    "difference"
})
record Books(
        long accepted,
        long applied,
        long duplicate,
        long deadLettered,
        long queued,
        long inFlight) {

    /** 0 if the books balance; positive if events were lost, negative if some count twice. */
    @JsonGetter
    long difference() {
        return accepted - (applied + duplicate + deadLettered + queued + inFlight);
    }
}
