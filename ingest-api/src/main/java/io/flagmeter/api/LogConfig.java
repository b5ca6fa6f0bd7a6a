package io.flagmeter.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the log is written; application.properties gives it to the console's handler. */
@ConfigMapping(prefix = "flagmeter.log")
interface LogConfig {

    @WithDefault("text")
    Format format();

    /** For people, or for a collector. */
    enum Format {
        TEXT,
        JSON
    }
}
