package io.flagmeter.alerting.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long it is known what was told to whom. */
@ConfigMapping(prefix = "flagmeter.retention")
public interface AlertRetentionConfig {

    /** Alerts, deliveries and attempts. Longer than any billing period: 40 d to 3650 d. */
    @WithDefault("400d")
    Duration alerts();
}
