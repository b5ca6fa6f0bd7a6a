package io.flagmeter.server.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether rate limits hold. */
@ConfigMapping(prefix = "flagmeter.rate-limits")
interface LimitsConfig {

    /** False: none is asked for, whatever is configured at {@code /rate-limits}. */
    @WithDefault("true")
    boolean enabled();
}
