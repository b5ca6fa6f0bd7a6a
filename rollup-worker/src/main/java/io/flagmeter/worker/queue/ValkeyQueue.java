package io.flagmeter.worker.queue;

import io.flagmeter.model.queue.QueuePartitions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The worker's end of the queue: its partitions, asked in turn. Workers that go round in the same
 * order fall behind one another, and then seldom meet at a partition.
 *
 * <p>Every method blocks, and throws {@link QueueUnavailableException} when Valkey does not answer.
 */
public final class ValkeyQueue {

    /** How long the other partitions are left alone while one of several is waited for. */
    private static final Duration ROUND = Duration.ofMillis(50);

    private final Calls valkey;
    private final QueuePartitions split;
    private final List<QueuePartition> partitions;
    private final AtomicInteger turn =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));

    /**
     * @param lease how long a claim is left alone before another worker may take it over
     */
    public ValkeyQueue(Redis redis, QueuePartitions split, QueueBounds bounds, Duration lease) {
        this.valkey = new Calls(redis);
        this.split = split;
        QueueBounds ofEach = bounds.shared(split.count());
        this.partitions =
                split.keys().stream()
                        .map(keys -> new QueuePartition(valkey, keys, ofEach, lease))
                        .toList();
    }

    /**
     * Lets the API and other workers know how many partitions there are.
     *
     * @throws IllegalArgumentException if there have been more; the message is for the operator
     */
    public void announce() {
        Response largest =
                valkey.send(
                        Request.cmd(Command.EVAL)
                                .arg(Scripts.RAISE)
                                .arg(1)
                                .arg(QueuePartitions.LARGEST)
                                .arg(split.count()));
        split.requireAll(Objects.requireNonNull(largest).toLong());
    }

    /** Which round through all partitions the last claim belonged to. */
    public int round() {
        return turn.get() / partitions.size();
    }

    /** A batch of the next partition that has one, else nothing. */
    public Optional<Claim> claim() {
        for (int i = 0; i < partitions.size(); i++) {
            Optional<Claim> claim = next().claim();
            if (claim.isPresent()) {
                return claim;
            }
        }
        return Optional.empty();
    }

    /**
     * Returns when an event may wait, after the time-out at the latest; takes nothing. To be called
     * after a claim that found nothing.
     */
    public void awaitEvents(Duration timeout) {
        // A command can block for the lists of one node only.
        next().awaitEvents(partitions.size() == 1 ? timeout : ROUND);
    }

    /** The ids of all batches that are claimed and not acknowledged. */
    public List<String> inFlight() {
        return partitions.stream().flatMap(partition -> partition.inFlight().stream()).toList();
    }

    private QueuePartition next() {
        return partitions.get(Math.floorMod(turn.getAndIncrement(), partitions.size()));
    }
}
