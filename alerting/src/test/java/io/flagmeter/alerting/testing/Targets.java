package io.flagmeter.alerting.testing;

import io.flagmeter.alerting.http.TargetConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of targets. */
public record Targets(
        boolean allowLoopback, Optional<List<String>> allowedNetworks, Duration timeout)
        implements TargetConfig {

    /** A handshake on a busy machine takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** This machine too. */
    public static final Targets LOCAL = new Targets(true, Optional.empty(), PATIENCE);

    public static final Targets STRICT = new Targets(false, Optional.empty(), PATIENCE);

    /** For receivers that hang. */
    public Targets within(Duration timeout) {
        return new Targets(allowLoopback, allowedNetworks, timeout);
    }
}
