package io.flagmeter.api.reconciliation;

import io.flagmeter.server.queue.QueueSnapshot;
import io.flagmeter.server.queue.QueueSnapshot.Counts;
import io.flagmeter.server.queue.QueueSnapshot.Start;

/**
 * What a partition of the queue was last known to have had.
 *
 * @param epoch of the memory that it spoke from
 * @param own acknowledged events, ever
 * @param claimed claimed events, ever
 * @param claimedOwn the acknowledged ones among them
 */
record Mark(int partition, long epoch, String runId, long own, long claimed, long claimedOwn) {

    static Mark of(QueueSnapshot queue, long epoch) {
        Counts counts = queue.counts();
        return new Mark(
                queue.partition(),
                epoch,
                queue.memory().runId(),
                counts.own(),
                counts.claimed(),
                counts.ownClaimed(queue.queued()));
    }

    /** This mark, where more events are known to have been acknowledged. */
    Mark atLeast(long acknowledged) {
        return new Mark(partition, epoch, runId, Math.max(own, acknowledged), claimed, claimedOwn);
    }

    /** Whether Valkey may speak from another memory: its process is another one, at least. */
    boolean doubts(QueueSnapshot queue) {
        return restarted(queue) || deniedBy(queue);
    }

    private boolean restarted(QueueSnapshot queue) {
        return !runId.equals(queue.memory().runId());
    }

    /** What Valkey had when it had forgotten the rest, as far as that is known. */
    Start after(QueueSnapshot queue) {
        if (queue.forgotAll()) {
            return new Start(0, 0);
        }
        return restarted(queue)
                ? queue.start()
                : new Start(queue.counts().own(), queue.counts().claimed());
    }

    /** Whether it certainly does. */
    boolean deniedBy(QueueSnapshot queue) {
        Counts counts = queue.counts();
        return !String.valueOf(epoch).equals(queue.memory().epoch())
                || counts.own() < own
                || counts.claimed() < claimed
                || counts.ownClaimed(queue.queued()) < claimedOwn;
    }

    /**
     * Acknowledged events that Valkey does not have and that nobody had claimed. Events are claimed
     * in the order in which they were acknowledged, so those that were claimed are the oldest.
     *
     * @param kept how many acknowledged events Valkey still knew of when it had forgotten others
     */
    long gone(long kept) {
        return Math.max(0, own - Math.max(claimedOwn, kept));
    }

    /** Of the claimed, those that Valkey does not have: gone too, unless they are committed. */
    long inHands(long kept) {
        return Math.max(0, claimedOwn - kept);
    }

    /** Claims that Valkey no longer knows of; beyond them, what was claimed after the mark. */
    long unclaimed(QueueSnapshot queue) {
        return Math.max(0, claimed - after(queue).claimed());
    }
}
