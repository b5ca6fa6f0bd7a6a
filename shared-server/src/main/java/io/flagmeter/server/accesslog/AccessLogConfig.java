package io.flagmeter.server.accesslog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Which requests get a line in the log. */
@ConfigMapping(prefix = "flagmeter.access-log")
interface AccessLogConfig {

    /** None, unless somebody wants to read them. */
    @WithParentName
    @WithDefault("off")
    Mode mode();

    /** The share of the requests without an error that {@link Mode#SAMPLED} takes, 0 to 1. */
    @WithDefault("0.01")
    double sample();

    /** The values of {@code FLAGMETER_ACCESS_LOG}. */
    enum Mode {
        OFF,
        /** Those that are answered 400 or more, or not at all. */
        ERRORS,
        /** Those, and a share of the others. */
        SAMPLED,
        ALL
    }
}
