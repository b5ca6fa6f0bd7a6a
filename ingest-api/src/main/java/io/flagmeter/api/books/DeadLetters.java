package io.flagmeter.api.books;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flagmeter.api.queue.ValkeyCalls;
import io.flagmeter.model.queue.QueueKeys;
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

    private final ValkeyCalls valkey;

    DeadLetters(ValkeyCalls valkey) {
        this.valkey = valkey;
    }

    /** The newest letters as they are stored, newest first. */
    List<byte[]> newest(int limit) {
        return range(0, limit - 1L);
    }

    /** How many there are. */
    long count() {
        return valkey.call(Request.cmd(Command.LLEN).arg(QueueKeys.DEFAULT.deadLetters())).toLong();
    }

    /**
     * Puts every letter that was there at the start back on the queue, oldest first. What the
     * worker refuses again comes back as a new letter. One that cannot be read stays.
     *
     * @return how many were put back
     */
    long replay() {
        long replayed = 0;
        long unreadable = 0;
        for (long left = count(); left > 0; left -= STEP) {
            long size = Math.min(STEP, left);
            List<byte[]> letters = range(-(unreadable + size), -(unreadable + 1));
            var command = Request.cmd(Command.EVAL).arg(REPLAY).arg(3);
            command.arg(QueueKeys.DEFAULT.deadLetters());
            command.arg(QueueKeys.DEFAULT.events());
            command.arg(QueueKeys.DEFAULT.accepted());
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

    private List<byte[]> range(long from, long to) {
        Response reply =
                valkey.call(
                        Request.cmd(Command.LRANGE)
                                .arg(QueueKeys.DEFAULT.deadLetters())
                                .arg(from)
                                .arg(to));
        var letters = new ArrayList<byte[]>();
        for (Response letter : reply) {
            letters.add(letter.toBytes());
        }
        return letters;
    }
}
