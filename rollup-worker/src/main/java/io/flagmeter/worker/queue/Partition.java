package io.flagmeter.worker.queue;

import io.flagmeter.model.queue.QueueKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of one partition of the queue. Every method blocks, and throws {@link
 * QueueUnavailableException} when Valkey does not answer.
 */
final class Partition {

    /** How often a busy worker looks for leases that ran out. */
    private static final Duration TAKE_OVER_EVERY = Duration.ofSeconds(1);

    private final Calls valkey;
    private final QueueKeys keys;
    private final int maxEvents;
    private final Duration lease;
    private volatile long lookedForExpired = System.nanoTime() - TAKE_OVER_EVERY.toNanos();

    /**
     * @param maxEvents most events of one claim
     * @param lease how long a claim is left alone before another worker may take it over
     */
    Partition(Calls valkey, QueueKeys keys, int maxEvents, Duration lease) {
        this.valkey = valkey;
        this.keys = keys;
        this.maxEvents = maxEvents;
        this.lease = lease;
    }

    /** A batch whose lease ran out, else the oldest waiting events, else nothing. */
    Optional<Claim> claim() {
        Optional<Claim> expired = takeOver();
        return expired.isPresent() ? expired : claimNew();
    }

    /** Returns once an event waits, or after the time-out; takes nothing. */
    void awaitEvents(Duration timeout) {
        // Moving the tail to where it is waits like a blocking pop, yet removes nothing: a worker
        // that dies here, or whose answer is lost, has lost no event.
        valkey.send(
                Request.cmd(Command.BLMOVE)
                        .arg(keys.events())
                        .arg(keys.events())
                        .arg("RIGHT")
                        .arg("RIGHT")
                        .arg(String.valueOf(timeout.toMillis() / 1000.0)),
                timeout);
    }

    /** The ids of all batches that are claimed and not acknowledged. */
    List<String> inFlight() {
        Response ids = valkey.send(Request.cmd(Command.ZRANGE).arg(keys.leases()).arg(0).arg(-1));
        return ids == null ? List.of() : ids.stream().map(Response::toString).toList();
    }

    private Optional<Claim> claimNew() {
        String batchId = UUID.randomUUID().toString();
        Response events =
                valkey.send(
                        Request.cmd(Command.EVAL)
                                .arg(Scripts.CLAIM)
                                .arg(4)
                                .arg(keys.events())
                                .arg(keys.batch(batchId))
                                .arg(keys.leases())
                                .arg(keys.claimed())
                                .arg(batchId)
                                .arg(maxEvents)
                                .arg(lease.toMillis()));
        return claimOf(batchId, events);
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
        Request read =
                Request.cmd(Command.LRANGE).arg(keys.batch(batchId.toString())).arg(0).arg(-1);
        Optional<Claim> claim = claimOf(batchId.toString(), valkey.send(read));
        if (claim.isEmpty()) {
            // Its first owner acknowledged it just now; nobody else can have deleted it.
            acknowledge(batchId.toString(), List.of());
        }
        return claim;
    }

    private Optional<Claim> claimOf(String batchId, @Nullable Response newestFirst) {
        if (newestFirst == null || newestFirst.size() == 0) {
            return Optional.empty();
        }
        var payloads = new ArrayList<byte[]>(newestFirst.size());
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            payloads.add(newestFirst.get(i).toBytes());
        }
        return Optional.of(new Claim(this, batchId, payloads));
    }

    void acknowledge(String batchId, List<byte[]> deadLetters) {
        Request request =
                Request.cmd(Command.EVAL)
                        .arg(Scripts.ACKNOWLEDGE)
                        .arg(3)
                        .arg(keys.batch(batchId))
                        .arg(keys.leases())
                        .arg(keys.deadLetters())
                        .arg(batchId);
        for (byte[] letter : deadLetters) {
            request.arg(letter);
        }
        valkey.send(request);
    }

    void release(String batchId) {
        // XX: a batch that was acknowledged meanwhile must not get its lease back.
        valkey.send(Request.cmd(Command.ZADD).arg(keys.leases()).arg("XX").arg(0).arg(batchId));
        lookedForExpired = System.nanoTime() - TAKE_OVER_EVERY.toNanos();
    }
}
