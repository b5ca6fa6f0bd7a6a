package io.flagmeter.api.deadletters;

import io.flagmeter.model.event.StoredLetter;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.flagmeter.server.queue.ValkeyCalls;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The list of what could not be counted, its way back, and its end. */
@Singleton
class DeadLetters {

    /** Letters moved by one script, so that Valkey serves others in between. */
    static final int STEP = 500;

    /** What one script reads at most, beyond one letter. */
    private static final int STEP_BYTES = 1 << 20;

    private final QueuePartitions partitions;
    private final ValkeyCalls valkey;

    DeadLetters(QueuePartitions partitions, ValkeyCalls valkey) {
        this.partitions = partitions;
        this.valkey = valkey;
    }

    /**
     * The newest letters, newest first; of each partition its share. Fewer where they are longer
     * than a megabyte together.
     */
    List<StoredLetter> newest(int limit) {
        int share = Math.ceilDiv(limit, partitions.count());
        int bytes = STEP_BYTES / partitions.count();
        return partitions.keys().stream()
                .flatMap(keys -> read(keys, "newest", 0, share, bytes).stream())
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

    /** How many were not kept because there was no room for them, ever. */
    long dropped() {
        return partitions.keys().stream()
                .map(keys -> valkey.call(Request.cmd(Command.MGET).arg(keys.droppedLetters())))
                .filter(reply -> reply.get(0) != null)
                .mapToLong(reply -> reply.get(0).toLong())
                .sum();
    }

    /**
     * Puts every letter that was there at the start back on the queue, oldest first. What the
     * worker refuses again comes back as a new letter. One of which only the beginning is kept
     * stays, and what is no letter.
     *
     * @return how many were put back
     */
    long replay() {
        return sweep(
                StoredLetter::whole,
                (keys, place, letters) -> {
                    Request command =
                            place.in(
                                    Request.cmd(Command.EVAL).arg(LetterScripts.REPLAY).arg(4),
                                    keys);
                    letters.forEach(letter -> command.arg(letter.id()).arg(letter.payload()));
                    return valkey.call(command).toLong();
                });
    }

    /**
     * Removes what was there at the start and is chosen.
     *
     * @return how many were removed
     */
    long remove(Predicate<StoredLetter> chosen) {
        return sweep(chosen, this::remove);
    }

    /** Removes all of them, and returns how many that were. */
    long clear() {
        return partitions.keys().stream()
                .map(
                        keys ->
                                Request.cmd(Command.EVAL)
                                        .arg(LetterScripts.CLEAR)
                                        .arg(1)
                                        .arg(keys.deadLetters()))
                .mapToLong(command -> valkey.call(command).toLong())
                .sum();
    }

    private long remove(QueueKeys keys, Place place, List<StoredLetter> letters) {
        Request command =
                place.in(Request.cmd(Command.EVAL).arg(LetterScripts.REMOVE).arg(4), keys);
        letters.forEach(letter -> command.arg(letter.id()));
        return valkey.call(command).toLong();
    }

    /** What is done to letters that were read at a place; returns to how many. */
    private interface Take {
        long take(QueueKeys keys, Place place, List<StoredLetter> letters);
    }

    /** A stretch of the list, counted from its oldest letter. */
    private record Place(long skip, int count) {

        Request in(Request command, QueueKeys keys) {
            return command.arg(keys.deadLetters())
                    .arg(keys.events())
                    .arg(keys.own())
                    .arg(keys.accepted())
                    .arg(skip)
                    .arg(count);
        }
    }

    private long sweep(Predicate<StoredLetter> chosen, Take action) {
        return partitions.keys().stream().mapToLong(keys -> sweep(keys, chosen, action)).sum();
    }

    private long sweep(QueueKeys keys, Predicate<StoredLetter> chosen, Take action) {
        long taken = 0;
        long skip = 0;
        for (long left = count(keys); left > 0; ) {
            int step = (int) Math.min(STEP, left);
            List<StoredLetter> letters = read(keys, "oldest", skip, step, STEP_BYTES);
            if (letters.isEmpty()) {
                break;
            }
            List<StoredLetter> wanted = letters.stream().filter(chosen).toList();
            if (!wanted.isEmpty()) {
                taken += action.take(keys, new Place(skip, letters.size()), wanted);
            }
            skip += letters.size() - wanted.size();
            left -= letters.size();
        }
        return taken;
    }

    private List<StoredLetter> read(QueueKeys keys, String end, long skip, int count, int bytes) {
        Response reply =
                valkey.call(
                        Request.cmd(Command.EVAL)
                                .arg(LetterScripts.READ)
                                .arg(1)
                                .arg(keys.deadLetters())
                                .arg(end)
                                .arg(skip)
                                .arg(count)
                                .arg(bytes)
                                .arg(StoredLetter.LONGEST));
        var letters = new ArrayList<StoredLetter>();
        for (Response letter : reply) {
            letters.add(StoredLetter.of(letter.toBytes()));
        }
        return letters;
    }
}
