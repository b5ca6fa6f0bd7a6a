package io.flagmeter.server.body;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of one body. */
@ConfigMapping(prefix = "flagmeter.ingest")
public interface BodyConfig {

    /** Longest body in bytes. */
    @WithDefault("1048576")
    int maxBodyBytes();
}
