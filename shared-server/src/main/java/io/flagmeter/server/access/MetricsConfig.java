package io.flagmeter.server.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What a scraper is known by. */
@ConfigMapping(prefix = "flagmeter.metrics")
interface MetricsConfig {

    /** Opens {@code /q/metrics} and nothing else; of at least 16 characters. */
    Optional<String> key();
}
