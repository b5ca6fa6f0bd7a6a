package io.flagmeter.api.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.OwnServers;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Valkey that works and may lose events: ready, with a warning. */
@QuarkusTest
@TestProfile(OwnServers.class)
class ValkeyRisksTest {

    private static final Logger LOG = Logger.getLogger("io.flagmeter.server.queue.ValkeyReadiness");
    private static final String WARNING = "checks.find { it.name == 'valkey' }.data.warning";
    private static final String NO_FILE =
            "appendonly is no: if Valkey crashes, accepted events are lost";
    private static final String EVICTS =
            "maxmemory-policy is allkeys-lru: when memory is full, accepted events are deleted";

    @Inject TestMeter meter;

    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        LOG.addHandler(lines);
    }

    @AfterEach
    void repair() {
        LOG.removeHandler(lines);
        set("maxmemory-policy", "noeviction");
        set("appendonly", "yes");
        ready().body(WARNING, nullValue());
    }

    private void set(String name, String value) {
        meter.valkey("CONFIG", "SET", name, value);
    }

    private static ValidatableResponse ready() {
        return Api.get("/q/health/ready").statusCode(200);
    }

    @Test
    void evictionIsAWarning() {
        set("maxmemory-policy", "allkeys-lru");

        ready().body(WARNING, equalTo(EVICTS));
    }

    @Test
    void everyRiskIsNamedAndLoggedOnce() {
        set("maxmemory-policy", "allkeys-lru");
        set("appendonly", "no");

        for (int i = 0; i < 3; i++) {
            ready().body(WARNING, equalTo(NO_FILE + "; " + EVICTS));
        }

        assertThat(lines.seen).containsExactly(NO_FILE, EVICTS);
    }

    private static final class Lines extends Handler {

        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            seen.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
