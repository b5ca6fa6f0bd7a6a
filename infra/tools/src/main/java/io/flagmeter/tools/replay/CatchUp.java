package io.flagmeter.tools.replay;

import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.Reconciliation;
import io.flagmeter.tools.Usage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits until the worker has nothing left to do, whatever restarts meanwhile. */
final class CatchUp {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** A quiet meter whose figures differ is looked at again for this long before it is blamed. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private final FlagMeterClient client;
    private final Time time;
    private final Target target;
    private final long expectedTokens;
    private volatile Counted seen = Counted.NOTHING;

    CatchUp(FlagMeterClient client, Time time, Target target, long expectedTokens) {
        this.client = client;
        this.time = time;
        this.target = target;
        this.expectedTokens = expectedTokens;
    }

    Counted await(Duration timeout) throws InterruptedException {
        Instant deadline = time.instant().plus(timeout);
        Instant giveUpAt = Instant.MAX;
        while (true) {
            seen = look();
            Instant now = time.instant();
            if (seen.quiet() && seen.tokens(target) == expectedTokens) {
                return seen;
            }
            if (!seen.quiet()) {
                giveUpAt = Instant.MAX;
            } else if (giveUpAt.equals(Instant.MAX)) {
                giveUpAt = now.plus(GRACE);
            }
            if (!now.isBefore(deadline) || !now.isBefore(giveUpAt)) {
                return seen;
            }
            time.sleep(PAUSE);
        }
    }

    Counted seen() {
        return seen;
    }

    /** The books first: usage read after they were quiet holds everything. */
    private Counted look() throws InterruptedException {
        try {
            Reconciliation books = client.books();
            Optional<Usage> usage = client.usage(target.tenant());
            return new Counted(Optional.of(books), usage, books.quiet(), "");
        } catch (IOException e) {
            return seen.unreadable(RetryingClient.describe(e));
        }
    }
}
