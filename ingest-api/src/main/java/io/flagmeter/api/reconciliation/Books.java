package io.flagmeter.api.reconciliation;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Where every accepted event is.
 *
 * <pre>accepted = applied + duplicate + deadLettered + queued + inFlight + lost</pre>
 *
 * @param accepted put on the queue, by the API or by another producer; what Valkey forgot counts,
 *     see {@link MarkQueue}
 * @param applied counted in PostgreSQL
 * @param duplicate recognised as counted before
 * @param deadLettered put aside because it could not be decoded or applied
 * @param queued waiting in Valkey
 * @param inFlight claimed by a worker and not yet committed
 * @param lost written off by the operator
 * @param voided those of the applied that corrections took out of the usage again
 * @param foreign those of the accepted that other producers put on the queue
 * @param forgotten those of the accepted whose claims Valkey lost after they were processed
 * @param gone those of the accepted that Valkey lost, as far as that is known
 */
@JsonPropertyOrder({
    "accepted",
    "applied",
    "duplicate",
    "deadLettered",
    "queued",
    "inFlight",
    "lost",
    "difference",
    "voided",
    "foreign",
    "forgotten",
    "gone"
})
record Books(
        long accepted,
        long applied,
        long duplicate,
        long deadLettered,
        long queued,
        long inFlight,
        @Schema(description = "Written off by the operator") long lost,
        @Schema(description = "Those of the applied that corrections took out of the usage again")
                long voided,
        @Schema(description = "Those of the accepted that other producers put on the queue")
                long foreign,
        @Schema(
                        description =
                                "Those of the accepted whose claims Valkey lost after they were processed")
                long forgotten,
        @Schema(description = "Those of the accepted that Valkey lost, as far as that is known")
                long gone) {

    /** After so many events were written off. */
    Books withoutLoss(long events) {
        return new Books(
                accepted,
                applied,
                duplicate,
                deadLettered,
                queued,
                inFlight,
                lost + events,
                voided,
                foreign,
                forgotten,
                gone);
    }

    /** 0 if the books balance; positive if events were lost, negative if some count twice. */
    @JsonGetter
    @Schema(description = "Accepted less all of these; positive if events were lost")
    long difference() {
        return accepted - (applied + duplicate + deadLettered + queued + inFlight + lost);
    }
}
