package io.flagmeter.api.usage;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.flagmeter.api.Api;
import io.flagmeter.api.OwnServers;
import io.flagmeter.api.TestMeter;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnServers.class)
class DatabaseFaultsTest {

    @Inject TestMeter meter;

    @BeforeEach
    void empty() {
        OwnServers.valkey();
        OwnServers.postgres();
        await().atMost(10, SECONDS).ignoreExceptions().untilAsserted(meter::empty);
        await().atMost(5, SECONDS).untilAsserted(DatabaseFaultsTest::assertAnswers);
    }

    private static void assertAnswers() {
        for (int i = 0; i < 10; i++) {
            Api.isProblem(Api.get("/usage/nobody"), 404, "unknown-tenant");
        }
    }

    private static void assertUnavailableInTime(String path) {
        Api.isProblem(Api.get(path), 503, "database-unavailable")
                .header("Retry-After", equalTo("1"))
                .time(lessThan(Api.IN_TIME_MILLIS), MILLISECONDS);
    }

    private static void assertEventsAreStillTaken() {
        Api.event("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}").statusCode(200);
        Api.get("/q/health/ready")
                .statusCode(200)
                .body("checks.find { it.name == 'postgresql' }.data.degraded", equalTo(true))
                .time(lessThan(Api.IN_TIME_MILLIS), MILLISECONDS);
    }

    @Test
    void killedPostgresIsA503AndRecovers() {
        OwnServers.postgres().kill();

        Api.atOnce(10, () -> assertUnavailableInTime("/usage/nobody"));
        assertUnavailableInTime("/reconciliation");
        assertUnavailableInTime("/tenants");
        assertUnavailableInTime("/usage");
        assertUnavailableInTime(
                "/usage/a/series?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z");
        assertUnavailableInTime("/alerts/01a1f8e0-979b-7780-b090-e325522600a7");
        Api.isProblem(Api.patch("/tenants/acme", "{}"), 503, "database-unavailable");
        assertEventsAreStillTaken();

        OwnServers.postgres();
        await().atMost(10, SECONDS).untilAsserted(DatabaseFaultsTest::assertAnswers);
    }

    @Test
    void frozenPostgresIsA503InTimeAndRecovers() {
        EmbeddedPostgres postgres = OwnServers.postgres();
        try {
            // Its processes serve one connection each: freezing the first freezes new ones only.
            postgres.process().descendants().forEach(OwnServers::freeze);
            OwnServers.freeze(postgres.process());

            Api.atOnce(30, () -> assertUnavailableInTime("/usage/nobody"));
            assertEventsAreStillTaken();
        } finally {
            OwnServers.thaw(postgres.process());
            postgres.process().descendants().forEach(OwnServers::thaw);
        }

        await().atMost(10, SECONDS).untilAsserted(DatabaseFaultsTest::assertAnswers);
    }

    @Test
    void databaseWithoutSchemaIsA503() throws Exception {
        meter.sql("DROP TABLE period_totals");

        assertUnavailableInTime("/usage/nobody");
    }
}
