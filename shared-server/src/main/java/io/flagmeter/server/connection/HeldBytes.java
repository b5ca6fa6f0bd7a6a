package io.flagmeter.server.connection;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What all clients together make the server hold: requests that do not arrive whole, and answers
 * that are not read. Where there is no room for more, whoever has been at it longest makes way: a
 * client that means well is done within milliseconds.
 *
 * <p>Thread-safe. A request that arrives in one piece, as nearly all do, never comes here.
 */
final class HeldBytes {

    /** Who was let in this short a while ago does not make way. */
    private static final long SAFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Somebody for whom bytes are held. */
    interface Holder {

        /**
         * Tells it, from any thread, to let go of what is held for it, and to release that then.
         */
        void makeWay();
    }

    private record Hold(long bytes, long since) {}

    private final long most;
    private final LongSupplier nanoTime;
    private final LinkedHashMap<Holder, Hold> holds = new LinkedHashMap<>();
    private final Map<Holder, Long> leaving = new HashMap<>();
    private long held;
    private long left;

    HeldBytes(long most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** Holds so many bytes for it, instead of as many as before; false if there is no room. */
    synchronized boolean hold(Holder holder, long bytes) {
        Hold before = holds.get(holder);
        long now = nanoTime.getAsLong();
        long more = bytes - (before == null ? 0 : before.bytes);
        while (more > most - held) {
            var oldest = holds.firstEntry();
            if (oldest == null
                    || oldest.getKey() == holder
                    || now - oldest.getValue().since < SAFE_NANOS
                    || left > most / 2) {
                return false;
            }
            leave(oldest.getKey(), oldest.getValue());
        }
        held += more;
        // Who holds already keeps its place in the order.
        holds.put(holder, new Hold(bytes, before == null ? now : before.since));
        return true;
    }

    /** Its bytes are free when it has let go of them; until then half as many again may be. */
    private void leave(Holder holder, Hold hold) {
        holds.remove(holder);
        held -= hold.bytes;
        leaving.merge(holder, hold.bytes, Long::sum);
        left += hold.bytes;
        holder.makeWay();
    }

    synchronized void release(Holder holder) {
        Hold before = holds.remove(holder);
        if (before != null) {
            held -= before.bytes;
        }
        Long gone = leaving.remove(holder);
        if (gone != null) {
            left -= gone;
        }
    }

    synchronized long held() {
        return held;
    }
}
