package io.flagmeter.alerting.http;

import static io.flagmeter.alerting.testing.StubReceiver.hang;
import static io.flagmeter.alerting.testing.StubReceiver.reset;
import static io.flagmeter.alerting.testing.StubReceiver.slowBody;
import static io.flagmeter.alerting.testing.StubReceiver.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.alerting.http.PostMessage.Message;
import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.Targets;
import io.flagmeter.model.webhook.WebhookUrl;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostMessageTest {

    private static final Message MESSAGE = new Message(Map.of("webhook-id", "a1"), "{\"a\":\"ü\"}");

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private final StubReceiver receiver = new StubReceiver();
    private final PostMessage post = new PostMessage(vertx, Targets.LOCAL, CLOCK);

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theMessageArrivesWhole() {
        assertThat(send()).isEqualTo(DeliveryResult.answered(200, null, NOON));

        var request = receiver.received().getFirst();
        assertThat(request.line()).startsWith("POST /services/T000/B000/secret-of");
        assertThat(request.body()).isEqualTo(MESSAGE.body());
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("host", "127.0.0.1:" + receiver.port())
                .containsEntry("webhook-id", "a1");
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() {
        receiver.next(status(302, "Location: " + receiver.url()));

        assertThat(send()).isEqualTo(DeliveryResult.answered(302, null, NOON));
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void retryAfterIsPassedOn() {
        receiver.next(status(429, "Retry-After: 7"));

        assertThat(send()).isEqualTo(DeliveryResult.answered(429, "7", NOON));
    }

    @Test
    void aReceiverThatHangsIsLeftAfterTheTimeout() {
        receiver.next(hang());
        var hasty = new PostMessage(vertx, Targets.LOCAL.within(Duration.ofMillis(500)), CLOCK);

        assertThat(hasty.post(WebhookUrl.of(receiver.url()), MESSAGE))
                .isEqualTo(DeliveryResult.unreachable("no answer within 500 ms"));
    }

    @Test
    void manyThatHangOnOneHostHoldUpNobody() {
        receiver.otherwise(hang());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.submit(() -> post.post(WebhookUrl.of(receiver.url()), MESSAGE));
            }
            await().until(() -> receiver.received().size() == 20);
            receiver.close();
        }
    }

    @Test
    void aBodyWithoutEndIsNotRead() {
        receiver.next(slowBody(200));

        assertThat(send()).isEqualTo(DeliveryResult.answered(200, null, NOON));
    }

    @Test
    void aResetIsToldWithoutTheUrl() {
        receiver.next(reset());

        assertThat(send()).extracting(DeliveryResult::kind).isEqualTo(DeliveryResult.Kind.FAILING);
        assertThat(send().toString()).doesNotContain("secret-of-the-webhook");
    }

    @Test
    void whoDoesNotListenIsUnreachable() {
        receiver.close();

        assertThat(send()).extracting(DeliveryResult::kind).isEqualTo(DeliveryResult.Kind.FAILING);
        assertThat(send().toString()).doesNotContain("secret-of-the-webhook");
    }

    @Test
    void anUnknownHostIsUnreachable() {
        var url = WebhookUrl.of("https://does-not-exist.invalid/hook");

        assertThat(post.post(url, MESSAGE))
                .extracting(DeliveryResult::kind)
                .isEqualTo(DeliveryResult.Kind.FAILING);
    }

    @Test
    void loopbackIsRefusedUnlessAllowed() {
        var strict = new PostMessage(vertx, Targets.STRICT, CLOCK);

        assertThat(strict.post(WebhookUrl.of(receiver.url()), MESSAGE))
                .isEqualTo(DeliveryResult.notSent("url must begin with https://"));
        assertThat(receiver.received()).isEmpty();
    }

    private DeliveryResult send() {
        return post.post(WebhookUrl.of(receiver.url()), MESSAGE);
    }
}
