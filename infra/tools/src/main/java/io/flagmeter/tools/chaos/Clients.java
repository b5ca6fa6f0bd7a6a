package io.flagmeter.tools.chaos;

import io.flagmeter.tools.FlagMeterClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** All clients of a run, each with one request under way at a time. */
final class Clients implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final SentRecord log;
    private final LongAdder retried = new LongAdder();
    private final LongAdder forgotten = new LongAdder();
    private final LongAdder limited = new LongAdder();
    private volatile boolean sending = true;

    Clients(SentRecord log) {
        this.log = log;
    }

    void start(FlagMeterClient meter, ChaosOptions how) {
        // Unique per run: ids are the clients', and a kept state folder may be looked at later.
        String run = UUID.randomUUID().toString().substring(0, 8);
        for (int i = 0; i < how.clients(); i++) {
            var traffic =
                    new Traffic(
                            "%s-%d".formatted(run, i),
                            how.tenants(),
                            how.features(),
                            new Random(how.seed() * 1_000 + i),
                            Clock.systemUTC());
            double rate = (double) how.rate() / how.clients();
            var client = new Client(meter, traffic, log, retried, forgotten, limited, rate);
            running.add(
                    threads.submit(
                            () -> {
                                client.run(() -> sending);
                                return null;
                            }));
        }
    }

    /** Lets every client bring its last request to an end; false if one could not in time. */
    boolean finish(Duration patience) throws InterruptedException {
        sending = false;
        long deadline = System.nanoTime() + patience.toNanos();
        for (Future<?> client : running) {
            try {
                client.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed: " + e.getCause(), e);
            }
        }
        return true;
    }

    SentRecord log() {
        return log;
    }

    /** Requests that were sent again because no acknowledgement came. */
    long retried() {
        return retried.sum();
    }

    /** Events that were sent again although they were acknowledged. */
    long forgotten() {
        return forgotten.sum();
    }

    /** How often a limit refused an event, which was sent again. */
    long limited() {
        return limited.sum();
    }

    String words() {
        return String.format(
                Locale.ROOT,
                "sent %,d · acknowledged %,d · retried requests %,d",
                log.sent(),
                log.acknowledgedCount(),
                retried());
    }

    @Override
    public void close() {
        sending = false;
        threads.shutdownNow();
    }
}
