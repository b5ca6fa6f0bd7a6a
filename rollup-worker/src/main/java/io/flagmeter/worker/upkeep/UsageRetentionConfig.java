package io.flagmeter.worker.upkeep;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long usage is kept; it ages out by whole partitions. */
@ConfigMapping(prefix = "flagmeter.retention")
public interface UsageRetentionConfig {

    /** Raw events, by UTC day. Never shorter than the de-duplication window. */
    @WithDefault("35d")
    Duration events();

    /** Rollups, by UTC month. Never shorter than raw events. */
    @WithDefault("400d")
    Duration rollups();
}
