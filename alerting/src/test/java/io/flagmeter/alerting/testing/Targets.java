package io.flagmeter.alerting.testing;

import io.flagmeter.alerting.http.TargetConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of targets. */
public record Targets(
        boolean allowLoopback, Optional<List<String>> allowedNetworks, Duration timeout)
        implements TargetConfig {

    /** This machine, with little patience. */
    public static final Targets LOCAL = new Targets(true, Optional.empty(), Duration.ofMillis(500));

    public static final Targets STRICT =
            new Targets(false, Optional.empty(), Duration.ofMillis(500));
}
