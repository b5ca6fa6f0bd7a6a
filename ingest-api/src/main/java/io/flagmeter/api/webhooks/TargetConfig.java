package io.flagmeter.api.webhooks;

import io.flagmeter.model.webhook.TargetRules;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Where the alerting service may post to, so that nobody adds what it would refuse. */
@ConfigMapping(prefix = "flagmeter.webhooks")
interface TargetConfig {

    /** For development: this machine too, and there over http. */
    @WithDefault("false")
    boolean allowLoopback();

    /** Networks that are allowed although they are not public, such as 10.0.0.0/8. */
    Optional<List<String>> allowedNetworks();

    /**
     * The rules that follow.
     *
     * @throws IllegalArgumentException with a sentence that names the variable
     */
    default TargetRules rules() {
        return TargetRules.configured(allowLoopback(), allowedNetworks());
    }
}
