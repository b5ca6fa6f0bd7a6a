package io.flagmeter.worker.upkeep;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the audit log goes back. */
@ConfigMapping(prefix = "flagmeter.retention")
public interface AuditRetentionConfig {

    /** From a day to ten years. */
    @WithDefault("400d")
    Duration audit();
}
