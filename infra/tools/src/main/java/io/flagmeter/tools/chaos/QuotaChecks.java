package io.flagmeter.tools.chaos;

import io.flagmeter.tools.FlagMeterClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Asks for the usage of one tenant after the other, as a product does before it spends. */
final class QuotaChecks implements AutoCloseable {
    private static final long PAUSE_MILLIS = 10;

    private final FlagMeterClient meter;
    private final int tenants;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Thread thread = Thread.ofVirtual().unstarted(this::ask);

    QuotaChecks(FlagMeterClient meter, int tenants) {
        this.meter = meter;
        this.tenants = tenants;
    }

    void start() {
        thread.start();
    }

    private void ask() {
        try {
            for (int i = 0; ; i++) {
                ask(Traffic.tenant(i % tenants));
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(String tenant) throws InterruptedException {
        try {
            long ignored = tokens(tenant);
            answered.increment();
        } catch (IOException e) {
            failed.increment();
        }
    }

    /** What the last check of each tenant says, when nothing is away any more. */
    Map<String, Long> last() throws IOException, InterruptedException {
        var usage = new HashMap<String, Long>();
        for (int i = 0; i < tenants; i++) {
            usage.put(Traffic.tenant(i), tokens(Traffic.tenant(i)));
        }
        return usage;
    }

    private long tokens(String tenant) throws IOException, InterruptedException {
        return meter.usage(tenant)
                .orElseThrow(() -> new IOException(tenant + " is unknown"))
                .totalTokens();
    }

    long answered() {
        return answered.sum();
    }

    /** While something was away. */
    long failed() {
        return failed.sum();
    }

    void stop() {
        thread.interrupt();
    }

    @Override
    public void close() {
        stop();
    }
}
