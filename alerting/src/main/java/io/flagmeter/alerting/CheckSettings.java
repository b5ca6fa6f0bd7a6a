package io.flagmeter.alerting;

import static io.flagmeter.model.config.Settings.requireWithin;

import io.flagmeter.alerting.http.TargetConfig;
import io.flagmeter.alerting.message.DashboardLink;
import io.flagmeter.alerting.outbox.AlertRetentionConfig;
import io.flagmeter.model.webhook.TargetRules;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Stops a service at its start that could not deliver as configured. */
@Singleton
class CheckSettings {

    /** Before all other observers: nothing is sent under settings that do not hold. */
    void check(
            @Observes @Priority(-2) StartupEvent start,
            TargetConfig targets,
            DashboardLink.Config dashboard,
            AlertRetentionConfig retention) {
        check(targets);
        check(retention);
        DashboardLink ignored = DashboardLink.of(dashboard);
    }

    static TargetRules check(TargetConfig targets) {
        requireWithin(
                "FLAGMETER_WEBHOOKS_TIMEOUT",
                targets.timeout(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));
        return targets.rules();
    }

    static void check(AlertRetentionConfig retention) {
        requireWithin(
                "FLAGMETER_RETENTION_ALERTS",
                retention.alerts(),
                Duration.ofDays(40),
                Duration.ofDays(3650));
    }
}
