package io.flagmeter.api.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of one batch. */
@ConfigMapping(prefix = "flagmeter.ingest")
interface IngestConfig {

    /** Most items of a batch. */
    @WithDefault("1000")
    int maxBatchItems();
}
