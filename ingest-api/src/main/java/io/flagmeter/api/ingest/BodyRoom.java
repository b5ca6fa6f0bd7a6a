package io.flagmeter.api.ingest;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory bodies may take: one by itself, and all that are in hand at a time. */
final class BodyRoom {

    /** Not counted, so that single events need no counter that all event loops share. */
    static final int FREE = 4 << 10;

    /** A byte of a batch takes about ten on the heap until it is on the queue. */
    private static final int SHARE_OF_HEAP = 16;

    private final int largest;
    private final AtomicLong left;

    /**
     * Room for at least one body.
     *
     * @param largest longest body in bytes
     * @param heap bytes of the whole process
     */
    BodyRoom(int largest, long heap) {
        this.largest = largest;
        this.left = new AtomicLong(Math.max(largest, heap / SHARE_OF_HEAP));
    }

    /** Longest body in bytes. */
    int largest() {
        return largest;
    }

    /** Bytes that still may come. */
    long left() {
        return left.get();
    }

    /** Takes so many bytes, if they are left. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
