package io.flagmeter.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final OperatorKey KEY = new OperatorKey(Optional.of("a-key-of-the-test"));

    private final List<String> screen = new ArrayList<>();

    private static FlagMeterClient client(URI url) {
        return new FlagMeterClient(new ApiAddress(url, KEY), Duration.ofSeconds(10));
    }

    private boolean run(FakeApi meter) throws IOException, InterruptedException {
        try (var api = client(meter.uri())) {
            return new Demo(api, "t", Duration.ofMillis(300), screen::add).run();
        }
    }

    @Test
    void oneMessageIsPrintedAndIsSuccess() throws Exception {
        try (var meter = new FakeApi(1)) {
            assertThat(run(meter)).isTrue();

            assertThat(screen)
                    .containsOnlyOnce("  Slack, #demo-busy-t: over 80 %")
                    .last()
                    .asString()
                    .contains("900,000 tokens used, as before: no other message came");
            assertThat(meter.webhooks).isEmpty();
        }
    }

    @Test
    void noMessageIsFailure() throws Exception {
        try (var meter = new FakeApi(0)) {
            assertThat(run(meter)).isFalse();

            assertThat(screen).last().asString().contains("No message within");
            assertThat(meter.webhooks).isEmpty();
        }
    }

    @Test
    void secondMessageIsFailure() throws Exception {
        try (var meter = new FakeApi(2)) {
            assertThat(run(meter)).isFalse();

            assertThat(screen).last().asString().contains("2 messages in all");
        }
    }

    @Test
    void apiThatDoesNotRunIsASentence() {
        try (var api = client(URI.create("http://127.0.0.1:9"))) {
            assertThatThrownBy(() -> api.ask(api.get("/tenants")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("./flagmeter up starts it");
        }
    }
}
