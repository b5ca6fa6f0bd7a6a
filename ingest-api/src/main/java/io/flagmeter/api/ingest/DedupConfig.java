package io.flagmeter.api.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The worker's de-duplication, as far as the API must know of it. */
@ConfigMapping(prefix = "flagmeter.dedup")
interface DedupConfig {

    /** How long the same tenant and id count once; at most 35 days. */
    @WithDefault("48h")
    Duration window();
}
