package io.flagmeter.api.reconciliation;

import io.flagmeter.server.queue.HighWater.Height;
import io.flagmeter.server.queue.QueueSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * What the Valkey of a partition may have forgotten since its mark.
 *
 * @param kept how many acknowledged events it still knew of then
 * @param gone acknowledged events that it does not know of and that nobody had claimed
 * @param certain whether it certainly has
 */
record Missing(Mark mark, QueueSnapshot queue, long kept, long gone, boolean certain) {

    /**
     * Compares twice: the mark with what Valkey came back with, and what this API has seen since
     * with what Valkey has now. It has seen events that came after the return as well, so the one
     * is not to be compared with the other's.
     *
     * @param seen empty if this API has seen nothing of the memory that was marked
     */
    static Missing since(Mark mark, QueueSnapshot queue, Optional<Height> seen) {
        Optional<Height> fallen = seen.filter(Height::fell);
        long least = fallen.map(Height::kept).orElse(Long.MAX_VALUE);
        long kept = Math.min(least, mark.after(queue).own());
        long keptNow = Math.min(least, queue.forgotAll() ? 0 : queue.counts().own());
        Mark latest = seen.map(height -> mark.atLeast(height.own())).orElse(mark);
        return new Missing(
                mark,
                queue,
                kept,
                Math.max(mark.gone(kept), latest.gone(keptNow)),
                fallen.isPresent() || latest.deniedBy(queue));
    }

    boolean doubtful() {
        return certain || mark.doubts(queue);
    }

    /**
     * Acknowledged events that nobody has any more.
     *
     * @param forgotten claims that Valkey does not know of and whose events are processed
     */
    static long gone(List<Missing> partitions, long forgotten) {
        long unclaimed = 0;
        long inHands = 0;
        long gone = 0;
        for (Missing each : partitions) {
            unclaimed += each.mark.unclaimed(each.queue);
            inHands += each.mark.inHands(each.kept);
            gone += each.gone;
        }
        // Fewer are processed than were claimed: those were in somebody's hands. Or more are:
        // those were claimed after the mark.
        return Math.max(0, gone + Math.min(unclaimed - forgotten, inHands));
    }
}
