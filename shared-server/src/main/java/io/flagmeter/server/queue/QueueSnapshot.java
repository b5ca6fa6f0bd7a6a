package io.flagmeter.server.queue;

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
 * @param counts what went in and out of the list, ever
 * @param queued events that wait
 * @param oldest the payload that waits longest, or its beginning if it is too long for an event;
 *     null if none waits
 * @param batches what workers have claimed and not yet acknowledged
 * @param memory whose counts they are
 * @param start what there was when the server's process gave its first claim; as now if it has not
 */
public record QueueSnapshot(
        int partition,
        Counts counts,
        long queued,
        @Nullable Payload oldest,
        List<BatchInFlight> batches,
        Memory memory,
        Start start) {

    /**
     * Counts of events. Ours are those that this release's API has put on the list, with a mark.
     *
     * @param own ours
     * @param unmarked what older releases' APIs have put on the list
     * @param claimed what workers have taken from the list
     * @param claimedOwn those of them that were ours
     * @param claimedOther those that were not; older workers do not say which were
     */
    public record Counts(
            long own, long unmarked, long claimed, long claimedOwn, long claimedOther) {

        /** Ours that were claimed, also by older workers: as many as are missing. */
        public long ownClaimed(long queued) {
            long unseen = Math.max(0, claimed - claimedOwn - claimedOther);
            return claimedOwn + Math.clamp(own - claimedOwn - queued, 0, unseen);
        }
    }

    /**
     * Which memory Valkey speaks from.
     *
     * @param epoch null if it has none
     * @param runId of the server's process; empty if that is not told
     */
    public record Memory(@Nullable String epoch, String runId) {}

    /**
     * What a server's process came back with, or as good as that.
     *
     * @param own as of the counts
     * @param claimed likewise
     */
    public record Start(long own, long claimed) {}

    /**
     * One claimed batch.
     *
     * @param events how many
     * @param oldest the payload that was queued first; null if the batch is empty
     */
    public record BatchInFlight(String id, long events, @Nullable Payload oldest) {}

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
                    for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
                      local key = ARGV[1] .. id
                      table.insert(taken, {id, redis.call('LLEN', key), first(key)})
                    end
                    local server = redis.pcall('INFO', 'server')
                    local run = type(server) == 'string' and string.match(server, 'run_id:(%x+)')
                    local counts = {}
                    for i = 4, #KEYS do counts[i - 3] = redis.call('GET', KEYS[i]) end
                    local start = redis.call('HMGET', KEYS[3], 'own', 'claimed', 'run')
                    if not run or start[3] ~= run then start = {counts[1], counts[3]} end
                    return {redis.call('LLEN', KEYS[1]), first(KEYS[1]), taken, counts, run or '',
                      {start[1] or 0, start[2] or 0}}
                    """;

    /** The command that takes the snapshot; {@link #of} reads its reply. */
    public static Request command(QueueKeys keys) {
        return Request.cmd(Command.EVAL)
                .arg(SCRIPT.getBytes(US_ASCII))
                .arg(9)
                .arg(keys.events())
                .arg(keys.leases())
                .arg(keys.start())
                .arg(keys.own())
                .arg(keys.accepted())
                .arg(keys.claimed())
                .arg(keys.claimedOwn())
                .arg(keys.claimedOther())
                .arg(keys.epoch())
                .arg(keys.batch(""))
                .arg(BoundedRead.LONGEST);
    }

    public static QueueSnapshot of(QueueKeys keys, Response reply) {
        var batches = new ArrayList<BatchInFlight>();
        for (Response batch : reply.get(2)) {
            batches.add(
                    new BatchInFlight(
                            batch.get(0).toString(), batch.get(1).toLong(), payload(batch.get(2))));
        }
        Response counts = reply.get(3);
        Response epoch = counts.get(5);
        return new QueueSnapshot(
                keys.partition(),
                new Counts(
                        number(counts.get(0)),
                        number(counts.get(1)),
                        number(counts.get(2)),
                        number(counts.get(3)),
                        number(counts.get(4))),
                reply.get(0).toLong(),
                payload(reply.get(1)),
                List.copyOf(batches),
                new Memory(epoch == null ? null : epoch.toString(), reply.get(4).toString()),
                new Start(reply.get(5).get(0).toLong(), reply.get(5).get(1).toLong()));
    }

    /**
     * Events put on the list, also by other producers, which count from the moment they are seen.
     * Of what waits, as many are taken for ours as there should be: one of ours that is missing
     * shows at the latest when the others have been claimed.
     */
    public long accepted() {
        long ownClaimed = counts.ownClaimed(queued);
        return Math.max(counts.own(), ownClaimed)
                + Math.max(counts.unmarked(), othersSeen(ownClaimed));
    }

    /** Those of them that no API has acknowledged. */
    public long foreign() {
        return Math.max(0, othersSeen(counts.ownClaimed(queued)) - counts.unmarked());
    }

    private long othersSeen(long ownClaimed) {
        long ownQueued = Math.clamp(counts.own() - ownClaimed, 0, queued);
        return counts.claimed() - ownClaimed + queued - ownQueued;
    }

    /** Whether Valkey has no memory from before: its counts are those of new events only. */
    public boolean forgotAll() {
        return memory.epoch() == null;
    }

    /** Events that workers have in hand. */
    public long inFlight() {
        return batches.stream().mapToLong(BatchInFlight::events).sum();
    }

    private static long number(@Nullable Response value) {
        return value == null ? 0 : value.toLong();
    }

    private static @Nullable Payload payload(@Nullable Response value) {
        return value == null ? null : value::toBytes;
    }
}
