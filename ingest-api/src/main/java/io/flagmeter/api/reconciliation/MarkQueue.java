package io.flagmeter.api.reconciliation;

import io.flagmeter.model.database.Transaction;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.server.queue.HighWater;
import io.flagmeter.server.queue.HighWater.Height;
import io.flagmeter.server.queue.QueueSnapshot;
import io.flagmeter.server.queue.ValkeyCalls;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes down in PostgreSQL what Valkey has, and finds out when it has less than that: after a
 * FLUSHALL, a crash that cost the end of its append-only file, or the restore of an old one.
 *
 * <p>Two things are then missing from its counts. Claims whose events are processed: how many is
 * known exactly, for PostgreSQL has the events; as long as a batch that was in somebody's hands may
 * still be committed, more are believed. And acknowledged events that nobody had claimed: as many
 * are known to be gone as were seen by this API or at the last mark, which other APIs and an API
 * that was started since have to go by. What was acknowledged after that, by them, is unknown.
 */
@Singleton
class MarkQueue {

    private static final Logger LOG = Logger.getLogger(MarkQueue.class);

    private final DataSource database;
    private final ReadBothSides bothSides;
    private final ValkeyCalls valkey;
    private final HighWater highWater;

    /** By partition, the epoch that the high water was seen in. */
    private final Map<Integer, Long> epochs = new ConcurrentHashMap<>();

    MarkQueue(
            DataSource database, ReadBothSides bothSides, ValkeyCalls valkey, HighWater highWater) {
        this.database = database;
        this.bothSides = bothSides;
        this.valkey = valkey;
        this.highWater = highWater;
    }

    /**
     * Marks; under a load that keeps both sides from being read at once, the next call does.
     *
     * <p>Nothing is locked while both sides are read, by connections of their own: whoever wanted a
     * table for himself meanwhile, as a migration does, would wait for us and we for him.
     */
    void now() throws SQLException {
        // 1. What was, and then what is there: the other way round, events that came in between
        //    would seem to be missing.
        Marks.Memory memory;
        Map<Integer, Mark> before;
        try (Connection connection = database.getConnection()) {
            var marks = new Marks(connection);
            memory = marks.memory();
            before = marks.read();
        }
        List<Height> heights = highWater.heights();
        BothSides now = bothSides.now();
        if (!now.stable()) {
            return;
        }
        // 2. What is missing.
        var missing = new ArrayList<Missing>();
        for (QueueSnapshot queue : now.queue()) {
            Mark mark = before.get(queue.partition());
            if (mark != null) {
                Missing perhaps = Missing.since(mark, queue, seen(mark, heights));
                if (perhaps.doubtful()) {
                    missing.add(perhaps);
                }
            }
        }
        long forgotten = 0;
        long gone = 0;
        if (!missing.isEmpty() || memory.mayForgetMore()) {
            forgotten = Math.max(0, now.surplus() - memory.surplus());
            gone =
                    missing.isEmpty()
                            ? found(forgotten, now.ledger())
                            : Missing.gone(missing, forgotten);
        }
        // 3. Unless another API was quicker.
        if (write(memory, now, before, missing, forgotten, gone)) {
            tell(forgotten, gone);
        }
    }

    private boolean write(
            Marks.Memory memory,
            BothSides now,
            Map<Integer, Mark> before,
            List<Missing> missing,
            long forgotten,
            long gone)
            throws SQLException {
        return Transaction.call(
                database,
                connection -> {
                    var marks = new Marks(connection);
                    boolean first =
                            marks.write(memory, now.surplus(), forgotten, gone, !missing.isEmpty());
                    if (first) {
                        write(marks, now, before, missing);
                    }
                    return first;
                });
    }

    /** What this API has seen in the memory of the mark; empty if that was another one. */
    private Optional<Height> seen(Mark mark, List<Height> heights) {
        return Long.valueOf(mark.epoch()).equals(epochs.get(mark.partition()))
                ? Optional.of(heights.get(mark.partition()))
                : Optional.empty();
    }

    /**
     * In Valkey before it is committed: the other way round, a Valkey that cannot be written would
     * seem to have lost its memory each time.
     */
    private void write(Marks marks, BothSides now, Map<Integer, Mark> before, List<Missing> missing)
            throws SQLException {
        Set<Integer> anew = new HashSet<>();
        missing.stream()
                .filter(Missing::certain)
                .forEach(each -> anew.add(each.queue().partition()));
        for (QueueSnapshot queue : now.queue()) {
            Mark mark = before.get(queue.partition());
            long epoch =
                    mark == null ? 1 : mark.epoch() + (anew.contains(mark.partition()) ? 1 : 0);
            if (!String.valueOf(epoch).equals(queue.memory().epoch())) {
                remember(queue, epoch);
            }
            marks.write(mark, Mark.of(queue, epoch));
            follow(queue, mark, epoch);
        }
    }

    private static void tell(long forgotten, long gone) {
        if (forgotten > 0 || gone != 0) {
            LOG.warnf(
                    "Valkey has lost some of its memory: at least %d acknowledged events are gone,"
                            + " and %d claims of events that are processed",
                    gone, forgotten);
        }
    }

    /** A batch that was in somebody's hands is committed: less is gone, unless written off. */
    private static long found(long forgotten, Ledger.Balance ledger) {
        return -Math.min(forgotten, Math.max(0, ledger.gone() - ledger.lost()));
    }

    private void remember(QueueSnapshot queue, long epoch) {
        var key = new QueueKeys(queue.partition()).epoch();
        valkey.call(Request.cmd(Command.SET).arg(key).arg(epoch));
    }

    private void follow(QueueSnapshot queue, @Nullable Mark mark, long epoch) {
        Long before = epochs.put(queue.partition(), epoch);
        if (mark == null || before == null || before != epoch) {
            highWater.reset(queue.partition(), queue.counts().own());
        }
    }
}
