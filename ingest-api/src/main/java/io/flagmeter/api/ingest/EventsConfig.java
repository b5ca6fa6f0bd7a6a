package io.flagmeter.api.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which timestamps events may carry. */
@ConfigMapping(prefix = "flagmeter.events")
interface EventsConfig {

    /** How far behind; at most the de-duplication window. */
    @WithDefault("48h")
    Duration lateWindow();

    /** How far ahead, for clocks that differ. */
    @WithDefault("5m")
    Duration maxAhead();
}
