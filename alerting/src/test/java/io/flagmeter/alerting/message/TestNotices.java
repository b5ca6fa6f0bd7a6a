package io.flagmeter.alerting.message;

import io.flagmeter.alerting.message.Notice.AlertFacts;
import io.flagmeter.alerting.message.Notice.AlertFacts.FeatureUse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** The notices that the tests speak of. */
public final class TestNotices {

    public static final DashboardLink DASHBOARD =
            new DashboardLink("https://meter.example.com/usage/{tenant}");

    public static final UUID ID = UUID.fromString("0193a5e8-7c00-7000-8000-000000000001");

    private TestNotices() {}

    public static Notice crossed() {
        return new Notice.Crossed(alert("acme-corp", "gpt-4-turbo", OptionalLong.of(1_000_000)));
    }

    public static Notice crossed(String tenant, String feature) {
        return new Notice.Crossed(alert(tenant, feature, OptionalLong.of(1_000_000)));
    }

    public static Notice resolved(OptionalLong quota) {
        return new Notice.Resolved(alert("acme-corp", "gpt-4-turbo", quota));
    }

    public static Notice test(String tenant) {
        return new Notice.Test(tenant, ID);
    }

    private static AlertFacts alert(String tenant, String feature, OptionalLong quota) {
        return new AlertFacts(
                tenant,
                ID,
                80,
                quota,
                820_000,
                Instant.parse("2026-10-31T23:00:00Z"),
                Instant.parse("2026-11-30T23:00:00Z"),
                ZoneId.of("Europe/Berlin"),
                Instant.parse("2026-11-25T14:32:00Z"),
                List.of(new FeatureUse(feature, 700_000), new FeatureUse("embeddings", 120_000)));
    }
}
