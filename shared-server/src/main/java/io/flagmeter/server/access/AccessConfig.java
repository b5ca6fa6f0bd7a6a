package io.flagmeter.server.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Who is let in. */
@ConfigMapping(prefix = "flagmeter.access")
interface AccessConfig {

    /** Whether a request must show a key. */
    @WithParentName
    @WithDefault("keys")
    Mode mode();

    /** The values of {@code FLAGMETER_ACCESS}. */
    enum Mode {
        /** Only health is answered without a key. */
        KEYS,
        /** Whoever reaches the port may send events and read usage. */
        OPEN
    }
}
