package io.flagmeter.api.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of one request. */
@ConfigMapping(prefix = "flagmeter.ingest")
interface IngestConfig {

    /** Longest body in bytes. */
    @WithDefault("1048576")
    int maxBodyBytes();

    /** Most items of a batch. */
    @WithDefault("1000")
    int maxBatchItems();
}
