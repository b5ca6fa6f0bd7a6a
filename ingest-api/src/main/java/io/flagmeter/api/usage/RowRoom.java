package io.flagmeter.api.usage;

import java.util.ArrayList;
import java.util.List;

/** How many rows of totals may be in hand at a time, whoever asked for them. Thread-safe. */
final class RowRoom {

    /** A row with a long name takes about a kilobyte while it is read and written. */
    private static final int BYTES_OF_HEAP = 4_096;

    private final List<Runnable> waiting = new ArrayList<>();
    private int left;

    RowRoom(int rows) {
        this.left = rows;
    }

    static RowRoom ofHeap(long bytes) {
        return new RowRoom((int) Math.min(Integer.MAX_VALUE, bytes / BYTES_OF_HEAP));
    }

    /**
     * Takes so many rows; if they are not left, takes none.
     *
     * @param free run once, on another thread, when it is worth while to try again; all that wait
     *     are told then, because the first may have given up meanwhile
     */
    synchronized boolean take(int rows, Runnable free) {
        if (left < rows) {
            waiting.add(free);
            return false;
        }
        left -= rows;
        return true;
    }

    void giveBack(int rows) {
        List<Runnable> told;
        synchronized (this) {
            left += rows;
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(Runnable::run);
    }
}
