package io.flagmeter.server.body;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How much memory bodies may take: one by itself, and all that are in hand at a time. */
@Singleton
public final class BodyBudget {

    /** Not counted, so that single events need no counter that all event loops share. */
    private static final int FREE = 4 << 10;

    /** A byte of a batch takes about ten on the heap until it is on the queue. */
    public static final int SHARE_OF_HEAP = 16;

    /** What a body is refused with for which nothing is left. */
    static final Problem SPENT =
            Problem.of(
                    ProblemType.BUSY,
                    "the bodies under way use all memory for them: send this one again later");

    private static final Logger LOG = Logger.getLogger(BodyBudget.class);

    /** Thousands of refusals a second need not all say the same. */
    private static final long QUIET_MILLIS = 10_000;

    private final AtomicLong nextWarning = new AtomicLong();
    private final int largest;
    private final AtomicLong left;

    @Inject
    BodyBudget(BodyConfig config) {
        this(config.maxBodyBytes(), Runtime.getRuntime().maxMemory());
    }

    /**
     * The budget of a server whose settings were checked, so that one body always fits.
     *
     * @param largest longest body in bytes
     * @param heap bytes of the whole process
     */
    BodyBudget(int largest, long heap) {
        this.largest = largest;
        this.left = new AtomicLong(heap / SHARE_OF_HEAP);
    }

    /** Why a body of so many bytes is refused, whatever is left; null if it is not. */
    @Nullable Problem refusal(long bytes) {
        return bytes <= largest
                ? null
                : Problem.limit(
                        ProblemType.BODY_TOO_LARGE,
                        "the body may be at most " + largest + " bytes long",
                        largest);
    }

    /** Whether a body of so many bytes must be taken from the budget. */
    static boolean counts(int bytes) {
        return bytes > FREE;
    }

    /** Bytes that still may come. */
    public long left() {
        return left.get();
    }

    /** Takes so many bytes, if they are left. */
    public boolean take(long bytes) {
        long before = left.getAndUpdate(free -> free >= bytes ? free - bytes : free);
        if (before < bytes) {
            warn();
        }
        return before >= bytes;
    }

    private void warn() {
        long now = System.currentTimeMillis();
        long due = nextWarning.get();
        if (now >= due && nextWarning.compareAndSet(due, now + QUIET_MILLIS)) {
            LOG.warn("the bodies under way use all memory for them, more are refused with 503");
        }
    }

    public void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
