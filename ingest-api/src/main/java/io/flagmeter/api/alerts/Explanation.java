package io.flagmeter.api.alerts;

import io.flagmeter.model.quota.QuotaRule;

/** Says in words why an alert fired, who told of it, and how it stands. */
final class Explanation {

    private Explanation() {}

    static String of(AlertView alert, int deliveries) {
        return "%s %s %s".formatted(cause(alert), announcement(alert, deliveries), standing(alert));
    }

    private static String cause(AlertView alert) {
        String threshold = "%d %% of the quota of %d".formatted(alert.threshold(), alert.quota());
        String moved =
                "took the total from %d to %d tokens, over %s: %s."
                        .formatted(alert.oldTotal(), alert.newTotal(), threshold, percent(alert));
        if (alert.correctionId() != null) {
            return "Correction %s %s".formatted(alert.correctionId(), moved);
        }
        if (alert.batchId() == null) {
            return "A change of the settings (quota version %d) put the %d tokens used over %s: %s."
                    .formatted(alert.quotaVersion(), alert.newTotal(), threshold, percent(alert));
        }
        return "Batch %s %s".formatted(alert.batchId(), moved);
    }

    private static String percent(AlertView alert) {
        return QuotaRule.percent(alert.newTotal(), alert.quota()) + " %";
    }

    private static String announcement(AlertView alert, int deliveries) {
        if (!alert.announcedBy().equals(alert.id())) {
            return "It sent no message, because a higher threshold was crossed at the same time: "
                    + "the message about alert %s tells of both.".formatted(alert.announcedBy());
        }
        return deliveries == 0
                ? "It sent no message, because no webhook was enabled for the tenant."
                : "Its message is listed under deliveries.";
    }

    private static String standing(AlertView alert) {
        return switch (alert.state()) {
            case FIRING ->
                    "It says no more until the period ends at %s, unless the settings or the usage are changed."
                            .formatted(alert.periodEnd());
            case RESOLVED -> resolved(alert);
            case ENDED -> "Its period ended at %s.".formatted(alert.periodEnd());
        };
    }

    private static String resolved(AlertView alert) {
        String cause =
                alert.resolvedBy() == null
                        ? "A change of the settings"
                        : "Correction " + alert.resolvedBy();
        return "%s resolved it at %s.".formatted(cause, alert.resolvedAt());
    }
}
