package io.flagmeter.worker.rollup;

import io.flagmeter.model.crossing.Crossings;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.worker.upkeep.TablePartitions;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Applies a claimed batch to PostgreSQL: all of it or nothing, and never twice. */
@Singleton
public class ApplyBatch {

    /** Half as long as an applied batch is remembered: an older claim could be forgotten. */
    private static final Duration MAX_CLAIM_AGE = Duration.ofMinutes(5);

    private static final int ATTEMPTS = 5;

    private final DataSource dataSource;
    private final TablePartitions partitions;
    private final LockTenants locks;
    private final AddEvents addEvents;

    ApplyBatch(
            DataSource dataSource,
            TablePartitions partitions,
            LockTenants locks,
            AddEvents addEvents) {
        this.dataSource = dataSource;
        this.locks = locks;
        this.partitions = partitions;
        this.addEvents = addEvents;
    }

    /**
     * Applies what a claim holds. Serialisation failures and deadlocks are tried again.
     *
     * @throws SQLException if the database cannot do it now; nothing has been applied, or all of it
     *     has and the next delivery will find out
     */
    public BatchOutcome apply(ClaimedBatch batch) throws SQLException {
        boolean isolate = false;
        for (int attempt = 1; ; attempt++) {
            try {
                return applyOnce(batch, isolate);
            } catch (SQLException e) {
                Failure failure = Failure.of(e);
                if (failure == Failure.UNAVAILABLE || attempt == ATTEMPTS) {
                    throw e;
                }
                isolate |= failure == Failure.REFUSED;
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000L * attempt));
            }
        }
    }

    /*
     * What a SIGKILL costs: before step 6 the database rolls back and the batch is delivered again;
     * after it the batch is delivered again too, and step 2 recognises it.
     */
    private BatchOutcome applyOnce(ClaimedBatch batch, boolean isolate) throws SQLException {
        BatchTally tally = addEvents.begin();
        batch.malformed().forEach(tally::dead);
        List<QueuedEvent> events = sift(batch.events(), tally);
        return Transaction.call(
                dataSource,
                connection -> {
                    // 1. Alone with these tenants from here on, so that what is read stays true
                    //    until the commit.
                    locks.take(connection, tenants(events));
                    // 2. Applied before? That nothing was found means nothing if we were asleep so
                    //    long that the row may have been forgotten, so the age is asked afterwards.
                    Optional<BatchOutcome> before = AppliedBatches.find(connection, batch.id());
                    if (before.isPresent()) {
                        return before.get();
                    }
                    if (batch.claim().age().compareTo(MAX_CLAIM_AGE) > 0) {
                        throw new SQLException(
                                "the claim is too old to be applied; claiming it anew");
                    }
                    // 3. Raw log, rollups and totals of the events that are new.
                    if (isolate) {
                        addEvents.addOrIsolate(connection, events, tally);
                    } else {
                        addEvents.add(connection, events, tally);
                    }
                    // 4. Whose quota was passed by that, and the messages about it.
                    int crossings = Crossings.ofBatch(connection, batch.id(), tally.increases());
                    // 5. The memory of this batch.
                    BatchOutcome outcome = tally.outcome(crossings);
                    AppliedBatches.add(connection, batch.id(), outcome);
                    return outcome;
                    // 6. The transaction commits all of it at once.
                });
    }

    /**
     * The events that have a place in the raw log, each tenant and id once within the window: the
     * oldest on the queue. Sorted like the log's index, so that neighbours are looked up and
     * written together.
     */
    private List<QueuedEvent> sift(List<QueuedEvent> events, BatchTally tally) throws SQLException {
        DedupWindow window = addEvents.window();
        // As the raw log will have them: by the latest day on which they were counted.
        Map<QueuedEvent.Key, LocalDate> counted = HashMap.newHashMap(events.size());
        List<QueuedEvent> sifted = new ArrayList<>(events.size());
        for (QueuedEvent queued : events) {
            if (!partitions.keeps(queued.day())) {
                tally.dead(queued.dead("timestamp lies outside of the days that are kept"));
                continue;
            }
            LocalDate before = counted.get(queued.key());
            if (before != null && !before.isBefore(window.since(queued.day()))) {
                tally.duplicate(1);
                continue;
            }
            partitions.prepare(queued.day());
            counted.put(queued.key(), queued.day());
            sifted.add(queued);
        }
        sifted.sort(Comparator.comparing(QueuedEvent::key));
        return sifted;
    }

    private static Set<String> tenants(List<QueuedEvent> events) {
        return events.stream().map(queued -> queued.event().tenant()).collect(Collectors.toSet());
    }
}
