package io.flagmeter.worker.queue;

import io.flagmeter.model.queue.BoundedRead;
import io.flagmeter.model.queue.QueueKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The worker's end of one partition of the queue. Every method blocks, and throws {@link
 * QueueUnavailableException} when Valkey does not answer.
 */
final class QueuePartition {

    /** How often a busy worker looks for leases that ran out. */
    private static final Duration TAKE_OVER_EVERY = Duration.ofSeconds(1);

    private final Calls valkey;
    private final QueueKeys keys;
    private final QueueBounds bounds;
    private final ReadBatch readBatch;
    private final Duration lease;
    private volatile long lookedForExpired = System.nanoTime() - TAKE_OVER_EVERY.toNanos();

    /**
     * @param lease how long a claim is left alone before another worker may take it over
     */
    QueuePartition(Calls valkey, QueueKeys keys, QueueBounds bounds, Duration lease) {
        this.valkey = valkey;
        this.keys = keys;
        this.bounds = bounds;
        this.readBatch = new ReadBatch(valkey, bounds.bytes());
        this.lease = lease;
    }

    /** A batch whose lease ran out, else the oldest waiting events, else nothing. */
    Optional<Claim> claim() {
        Optional<Claim> expired = takeOver();
        return expired.isPresent() ? expired : claimNew();
    }

    /**
     * Returns once an event waits, or after the time-out; takes nothing. To be called after a claim
     * that found nothing.
     */
    void awaitEvents(Duration timeout) {
        // A move to a key that cannot take it waits for an event like a blocking pop, and then is
        // refused: the event stays, and is not sent to us however long it is.
        try {
            valkey.send(
                    Request.cmd(Command.BLMOVE)
                            .arg(keys.events())
                            .arg(keys.gate())
                            .arg("RIGHT")
                            .arg("RIGHT")
                            .arg(String.valueOf(timeout.toMillis() / 1000.0)),
                    timeout);
        } catch (QueueUnavailableException e) {
            if (!e.is("WRONGTYPE")) {
                throw e;
            }
        }
    }

    /** The ids of all batches that are claimed and not acknowledged. */
    List<String> inFlight() {
        Response ids = valkey.send(Request.cmd(Command.ZRANGE).arg(keys.leases()).arg(0).arg(-1));
        return ids == null ? List.of() : ids.stream().map(Response::toString).toList();
    }

    private Optional<Claim> claimNew() {
        String batchId = UUID.randomUUID().toString();
        long asked = System.nanoTime();
        Response claimed =
                Objects.requireNonNull(
                        valkey.send(
                                Request.cmd(Command.EVAL)
                                        .arg(Scripts.CLAIM)
                                        .arg(9)
                                        .arg(keys.events())
                                        .arg(keys.batch(batchId))
                                        .arg(keys.leases())
                                        .arg(keys.claimed())
                                        .arg(keys.gate())
                                        .arg(keys.claimedOwn())
                                        .arg(keys.claimedOther())
                                        .arg(keys.own())
                                        .arg(keys.start())
                                        .arg(batchId)
                                        .arg(bounds.events())
                                        .arg(bounds.bytes())
                                        .arg(BoundedRead.LONGEST)
                                        .arg(lease.toMillis())));
        var payloads = new ArrayList<byte[]>(claimed.get(1).size());
        for (Response payload : claimed.get(1)) {
            payloads.add(payload.toBytes());
        }
        return claimOf(batchId, payloads, claimed.get(0).toLong() > 0, asked);
    }

    private Optional<Claim> takeOver() {
        long now = System.nanoTime();
        if (now - lookedForExpired < TAKE_OVER_EVERY.toNanos()) {
            return Optional.empty();
        }
        Response batchId =
                valkey.send(
                        Request.cmd(Command.EVAL)
                                .arg(Scripts.TAKE_OVER)
                                .arg(1)
                                .arg(keys.leases())
                                .arg(lease.toMillis()));
        if (batchId == null) {
            lookedForExpired = now;
            return Optional.empty();
        }
        String id = batchId.toString();
        // What waited behind it still does.
        Optional<Claim> claim = claimOf(id, readBatch.read(keys.batch(id)), true, now);
        if (claim.isEmpty()) {
            // Its first owner acknowledged it just now; nobody else can have deleted it.
            long ignored = acknowledge(id, List.of());
        }
        return claim;
    }

    private Optional<Claim> claimOf(
            String batchId, List<byte[]> payloads, boolean moreWait, long asked) {
        return payloads.isEmpty()
                ? Optional.empty()
                : Optional.of(new LeasedClaim(this, batchId, payloads, moreWait, asked));
    }

    long acknowledge(String batchId, List<byte[]> deadLetters) {
        Request request =
                Request.cmd(Command.EVAL)
                        .arg(Scripts.ACKNOWLEDGE)
                        .arg(4)
                        .arg(keys.batch(batchId))
                        .arg(keys.leases())
                        .arg(keys.deadLetters())
                        .arg(keys.droppedLetters())
                        .arg(batchId)
                        .arg(bounds.letters())
                        .arg(bounds.letterBytes());
        for (byte[] letter : deadLetters) {
            request.arg(letter);
        }
        return Objects.requireNonNull(valkey.send(request)).toLong();
    }

    void release(String batchId) {
        valkey.send(
                Request.cmd(Command.EVAL)
                        .arg(Scripts.RELEASE)
                        .arg(1)
                        .arg(keys.leases())
                        .arg(batchId));
        lookedForExpired = System.nanoTime() - TAKE_OVER_EVERY.toNanos();
    }
}
