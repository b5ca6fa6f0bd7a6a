package io.flagmeter.alerting.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where people look at a tenant's usage. */
@ConfigMapping(prefix = "flagmeter.dashboard")
public interface DashboardConfig {

    /** An http or https URL; {@code {tenant}} in it stands for the tenant's name. */
    @WithDefault("http://localhost:8080/usage/{tenant}")
    String url();
}
