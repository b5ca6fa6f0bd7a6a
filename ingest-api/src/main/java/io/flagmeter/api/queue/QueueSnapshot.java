package io.flagmeter.api.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flagmeter.model.queue.BoundedRead;
import io.flagmeter.model.queue.QueueKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the queue at one instant.
 *
 * @param partition its number
 * @param counted what the API has put on the list, ever
 * @param claimed what workers have taken from the list, ever
 * @param queued events that wait
 * @param oldest the payload that waits longest, or its beginning if it is too long to be an event;
 *     null if none does
 * @param batches what workers have claimed and not yet acknowledged
 */
public record QueueSnapshot(
        int partition,
        long counted,
        long claimed,
        long queued,
        @Nullable Payload oldest,
        List<ClaimedBatch> batches) {

    /**
     * One claimed batch.
     *
     * @param events how many
     * @param oldest the payload that was queued first; null if the batch is empty
     */
    public record ClaimedBatch(String id, long events, @Nullable Payload oldest) {}

    /** Bytes as they are on the queue. */
    public interface Payload {
        byte[] bytes();
    }

    // One script, so that no event is seen twice or not at all while it moves. The keys of the
    // batches are made from the leases: all carry the partition's hash tag.
    private static final String SCRIPT =
            BoundedRead.LUA
                    + """
            local function first(list)
              return read(list, false, 0, 1, 1, tonumber(ARGV[2]))[1] or false
            end
            local taken = {}
            for _, id in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
              local key = ARGV[1] .. id
              table.insert(taken, {id, redis.call('LLEN', key), first(key)})
            end
            return {
              redis.call('GET', KEYS[1]),
              redis.call('GET', KEYS[2]),
              redis.call('LLEN', KEYS[3]),
              first(KEYS[3]),
              taken}
            """;

    /** The command that takes the snapshot; {@link #of} reads its reply. */
    public static Request command(QueueKeys keys) {
        return Request.cmd(Command.EVAL)
                .arg(SCRIPT.getBytes(US_ASCII))
                .arg(4)
                .arg(keys.accepted())
                .arg(keys.claimed())
                .arg(keys.events())
                .arg(keys.leases())
                .arg(keys.batch(""))
                .arg(BoundedRead.LONGEST);
    }

    public static QueueSnapshot of(QueueKeys keys, Response reply) {
        var batches = new ArrayList<ClaimedBatch>();
        for (Response batch : reply.get(4)) {
            batches.add(
                    new ClaimedBatch(
                            batch.get(0).toString(), batch.get(1).toLong(), payload(batch.get(2))));
        }
        return new QueueSnapshot(
                keys.partition(),
                number(reply.get(0)),
                number(reply.get(1)),
                reply.get(2).toLong(),
                payload(reply.get(3)),
                List.copyOf(batches));
    }

    /** Events put on the list, also by a producer that the API's count does not know of. */
    public long accepted() {
        return Math.max(counted, claimed + queued);
    }

    /** Events that workers have in hand. */
    public long inFlight() {
        return batches.stream().mapToLong(ClaimedBatch::events).sum();
    }

    private static long number(@Nullable Response value) {
        return value == null ? 0 : value.toLong();
    }

    private static @Nullable Payload payload(@Nullable Response value) {
        return value == null ? null : value::toBytes;
    }
}
