package io.flagmeter.alerting.http;

import io.flagmeter.model.webhook.TargetRules;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where messages may be posted, and how long a receiver may take. */
@ConfigMapping(prefix = "flagmeter.webhooks")
public interface TargetConfig {

    /** For development: this machine too, and there over http. */
    @WithDefault("false")
    boolean allowLoopback();

    /** Networks that are allowed although they are not public, such as 10.0.0.0/8. */
    Optional<List<String>> allowedNetworks();

    /** How long one request may take in all, 1 s to 30 s. */
    @WithDefault("10s")
    Duration timeout();

    /**
     * The rules that follow.
     *
     * @throws IllegalArgumentException with a sentence that names the variable
     */
    default TargetRules rules() {
        return TargetRules.configured(allowLoopback(), allowedNetworks());
    }
}
