package io.flagmeter.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the worker drains the queue. */
@ConfigMapping(prefix = "flagmeter.worker")
interface WorkerConfig {

    /** Most events of one claim, 1 to 50,000: one transaction, so memory grows with it. */
    @WithDefault("5000")
    int batchSize();

    /**
     * Most bytes of one claim, at least 64 KiB; what it may hold is what comes first of the two.
     */
    @WithDefault("4194304")
    long batchBytes();

    /** How long a claim is left alone before another worker may take it over. */
    @WithDefault("10s")
    Duration lease();

    /** How long the first event of a batch waits for company; a lone event pays it in full. */
    @WithDefault("20ms")
    Duration linger();
}
