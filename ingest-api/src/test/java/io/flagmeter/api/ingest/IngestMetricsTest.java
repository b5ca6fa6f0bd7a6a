package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IngestMetricsTest {

    @Inject MeterRegistry metrics;
    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private double sum(String name, String... tags) {
        return metrics.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
    }

    private double received() {
        return sum("flagmeter.events.received");
    }

    private double rejected(String reason) {
        return sum("flagmeter.events.rejected", "reason", reason);
    }

    @Test
    void everyReceivedEventIsEitherAcceptedOrRejected() {
        double received = received();
        double accepted = sum("flagmeter.events.accepted");
        double tokens = rejected("tokens");
        double malformed = rejected("malformed-json");
        String good = "{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}";
        String bad = good.replace("1", "\\\"1\\\"").replace("\\", "");

        Api.event(good).statusCode(200);
        Api.event(bad).statusCode(400);
        Api.event("{").statusCode(400);
        Api.post("/events", "text/plain", good).statusCode(415);
        Api.event(" ".repeat((1 << 20) + 1)).statusCode(413);
        Api.post("/events/batch", "application/json", "[%s,%s,%s,8]".formatted(good, bad, good))
                .statusCode(200);
        Api.post("/events/batch", "application/json", "[").statusCode(400);

        assertThat(received() - received).isEqualTo(10);
        assertThat(sum("flagmeter.events.accepted") - accepted).isEqualTo(3);
        assertThat(rejected("tokens") - tokens).isEqualTo(2);
        assertThat(rejected("malformed-json") - malformed).isEqualTo(2);
        assertThat(received())
                .isEqualTo(sum("flagmeter.events.accepted") + sum("flagmeter.events.rejected"));
    }

    @Test
    void groupsAreMeasured() {
        Api.event("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}").statusCode(200);

        assertThat(Objects.requireNonNull(metrics.find("flagmeter.ingest.push").timer()).count())
                .isPositive();
        assertThat(
                        Objects.requireNonNull(
                                        metrics.find("flagmeter.ingest.group.size").summary())
                                .max())
                .isPositive();
    }
}
