package io.flagmeter.api.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An API that was started before the worker of its release has migrated. */
@QuarkusTest
class FollowChangesTest {

    private static final Logger LOG = Logger.getLogger("io.flagmeter.server.access.FollowChanges");
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String NO_TABLE =
            " stay as they were read last, or as at start: they have no table yet, which the worker"
                    + " of this release makes when it starts";

    @Inject TestMeter meter;

    private final Lines lines = new Lines();

    @BeforeEach
    void listen() throws Exception {
        meter.empty();
        LOG.addHandler(lines);
    }

    @AfterEach
    void repair() throws Exception {
        LOG.removeHandler(lines);
        meter.empty();
        changed();
        awaitLimit("later", null);
    }

    private void changed() throws Exception {
        meter.sql(
                """
                INSERT INTO changes (topic, version)
                SELECT topic, pg_current_xact_id()::text::bigint
                  FROM unnest('{keys, limits, switches}'::text[]) topic
                    ON CONFLICT (topic) DO UPDATE SET version = excluded.version
                """);
    }

    private static int status(String key) {
        return given().header("Authorization", "Bearer " + key).get("/usage/nobody").statusCode();
    }

    private static void awaitLimit(String tenant, @Nullable String quota) {
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                Api.get("/usage/" + tenant)
                                                        .extract()
                                                        .header("X-RateLimit-Limit"))
                                        .isEqualTo(quota));
    }

    @Test
    void keysAreFollowedWhileOthersHaveNoTableAndThoseWhenTheyHaveOne() throws Exception {
        meter.sql("ALTER TABLE rate_limits RENAME TO later_limits");
        meter.sql("ALTER TABLE switches RENAME TO later_switches");
        changed();

        for (int i = 0; i < 3; i++) {
            var made =
                    Api.post("/keys", "application/json", "{\"name\":\"k\",\"scopes\":[\"read\"]}")
                            .statusCode(201);
            String key = made.extract().path("key");
            await().atMost(SOON).until(() -> status(key) == 404);
            Api.operator().delete("/keys/" + made.extract().path("id")).then().statusCode(204);
            await().atMost(SOON).until(() -> status(key) == 401);
        }
        // Once each, though it has looked at least six times.
        assertThat(lines.texts)
                .containsExactlyInAnyOrder("rate limits" + NO_TABLE, "switches" + NO_TABLE);

        meter.sql(
                """
                INSERT INTO later_limits (subject, requests_per_minute, burst_seconds, algorithm)
                VALUES ('tenant:later', 123456, 60, 'bucket')
                """);
        meter.sql("ALTER TABLE later_limits RENAME TO rate_limits");
        meter.sql("ALTER TABLE later_switches RENAME TO switches");
        awaitLimit("later", "123456");
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(lines.texts)
                                        .contains(
                                                "rate limits are as PostgreSQL has them",
                                                "switches are as PostgreSQL has them"));
    }

    private static final class Lines extends Handler {

        private final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            texts.add(
                    line instanceof org.jboss.logmanager.ExtLogRecord whole
                            ? whole.getFormattedMessage()
                            : line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
