package io.flagmeter.tools.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.demo.FakeSlack.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One crossing, shown step by step. */
final class Demo {

    private static final long QUOTA = 1_000_000;
    private static final int EVENTS = 9;
    private static final long TOKENS = 100_000;

    /** Longer than an alert ever takes while nothing fails. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final FlagMeterClient api;
    private final Duration patience;
    private final Consumer<String> screen;
    private final String busy;
    private final String calm;

    /**
     * A demonstration.
     *
     * @param run what tells this run's tenants from those of others
     */
    Demo(FlagMeterClient api, String run, Duration patience, Consumer<String> screen) {
        this.api = api;
        this.patience = patience;
        this.screen = screen;
        this.busy = "demo-busy-" + run;
        this.calm = "demo-calm-" + run;
    }

    /** Whether exactly one message arrived. */
    boolean run() throws IOException, InterruptedException {
        try (FakeSlack slack = FakeSlack.start(this::show)) {
            var webhooks = new ArrayList<String>();
            try {
                for (String tenant : List.of(busy, calm)) {
                    webhooks.add(create(tenant, slack));
                }
                return drive(slack);
            } finally {
                for (String id : webhooks) {
                    api.ask(api.delete("/webhooks/" + id));
                }
            }
        }
    }

    private String create(String tenant, FakeSlack slack) throws IOException, InterruptedException {
        api.ask(api.post("/tenants", Map.of("name", tenant, "monthlyQuota", QUOTA)));
        JsonNode webhook =
                api.ask(
                        api.post(
                                "/webhooks",
                                Map.of(
                                        "tenant",
                                        tenant,
                                        "kind",
                                        "slack",
                                        "url",
                                        slack.url(tenant))));
        screen.accept(
                "%s may use %s a month; its alerts go to %s"
                        .formatted(tenant, tokens(QUOTA), slack.url(tenant)));
        return webhook.path("id").asText();
    }

    private boolean drive(FakeSlack slack) throws IOException, InterruptedException {
        screen.accept(
                "Sending %d events of %s for %s and one for %s …"
                        .formatted(EVENTS, tokens(TOKENS), busy, calm));
        long began = System.nanoTime();
        api.ask(api.post("/events", event(calm, 1)));
        send();
        boolean arrived = await(patience, () -> !slack.messages().isEmpty());
        if (!arrived) {
            screen.accept(
                    "No message within %s; ./flagmeter logs alerting may say why."
                            .formatted(seconds(patience)));
            return false;
        }
        screen.accept(
                "… it arrived %s after the first event."
                        .formatted(seconds(Duration.ofNanos(System.nanoTime() - began))));
        await(patience, () -> used() == EVENTS * TOKENS);

        screen.accept("Sending the same events again …");
        long duplicates = duplicates();
        send();
        await(patience, () -> duplicates() >= duplicates + EVENTS);
        await(QUIET, () -> slack.messages().size() > 1);
        int messages = slack.messages().size();
        screen.accept(
                "… %s used, as before: %s."
                        .formatted(
                                tokens(used()),
                                messages == 1
                                        ? "no other message came"
                                        : messages + " messages in all"));
        return messages == 1 && used() == EVENTS * TOKENS;
    }

    private void send() throws IOException, InterruptedException {
        for (int i = 1; i <= EVENTS; i++) {
            api.ask(api.post("/events", event(busy, i)));
        }
    }

    private static Map<String, Object> event(String tenant, int number) {
        return Map.of(
                "tenant",
                tenant,
                "feature",
                "gpt-4-turbo",
                "tokens",
                TOKENS,
                "id",
                tenant + "-" + number);
    }

    private long used() throws IOException, InterruptedException {
        return api.ask(api.usageOf(busy)).path("totalTokens").asLong();
    }

    private long duplicates() throws IOException, InterruptedException {
        return api.ask(api.reconciliation()).path("duplicate").asLong();
    }

    private void show(Message message) {
        screen.accept("  Slack, #%s: %s".formatted(message.channel(), message.text()));
    }

    /** Whether it came true in time. */
    private static boolean await(Duration patience, Condition condition)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return true;
    }

    /** Something to wait for. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static String tokens(long number) {
        return String.format(Locale.ROOT, "%,d tokens", number);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
