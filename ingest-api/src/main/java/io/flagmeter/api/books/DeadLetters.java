package io.flagmeter.api.books;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flagmeter.api.queue.ValkeyCalls;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The list of what could not be counted, and its way back. */
@Singleton
class DeadLetters {

    /** Letters moved by one script, so that Valkey serves others in between. */
    static final int STEP = 500;

    // ARGV holds letters and their payloads in turn. A letter that is gone was replayed by
    // somebody else meanwhile: it must not come onto the queue twice.
    private static final byte[] REPLAY =
            """
            local moved = 0
            for i = 1, #ARGV, 2 do
              if redis.call('LREM', KEYS[1], -1, ARGV[i]) == 1 then
                redis.call('LPUSH', KEYS[2], ARGV[i + 1])
                moved = moved + 1
              end
            end
            redis.call('INCRBY', KEYS[3], moved)
            return moved
            """
                    .getBytes(US_ASCII);

    private final QueuePartitions partitions;
    private final ValkeyCalls valkey;

    DeadLetters(QueuePartitions partitions, ValkeyCalls valkey) {
        this.partitions = partitions;
        this.valkey = valkey;
    }

    /** The newest letters as they are stored, newest first; of each partition its share. */
    List<byte[]> newest(int limit) {
        int share = Math.ceilDiv(limit, partitions.count());
        return partitions.keys().stream()
                .flatMap(keys -> range(keys, 0, share - 1L).stream())
                .limit(limit)
                .toList();
    }

    /** How many there are. */
    long count() {
        return partitions.keys().stream().mapToLong(this::count).sum();
    }

    private long count(QueueKeys keys) {
        return valkey.call(Request.cmd(Command.LLEN).arg(keys.deadLetters())).toLong();
    }

    /**
     * Puts every letter that was there at the start back on the queue, oldest first. What the
     * worker refuses again comes back as a new letter. One that cannot be read stays.
     *
     * @return how many were put back
     */
    long replay() {
        return partitions.keys().stream().mapToLong(this::replay).sum();
    }

    private long replay(QueueKeys keys) {
        long replayed = 0;
        long unreadable = 0;
        for (long left = count(keys); left > 0; left -= STEP) {
            long size = Math.min(STEP, left);
            List<byte[]> letters = range(keys, -(unreadable + size), -(unreadable + 1));
            var command = Request.cmd(Command.EVAL).arg(REPLAY).arg(3);
            command.arg(keys.deadLetters()).arg(keys.events()).arg(keys.accepted());
            for (byte[] letter : letters.reversed()) {
                var payload = StoredLetter.payload(letter);
                if (payload.isPresent()) {
                    command.arg(letter).arg(payload.get());
                } else {
                    unreadable++;
                }
            }
            replayed += valkey.call(command).toLong();
        }
        return replayed;
    }

    private List<byte[]> range(QueueKeys keys, long from, long to) {
        Response reply =
                valkey.call(Request.cmd(Command.LRANGE).arg(keys.deadLetters()).arg(from).arg(to));
        var letters = new ArrayList<byte[]>();
        for (Response letter : reply) {
            letters.add(letter.toBytes());
        }
        return letters;
    }
}
