package io.flagmeter.alerting.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.http.PostMessage.Message;
import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.Targets;
import io.flagmeter.model.webhook.WebhookUrl;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that lead where they should not, and certificates of somebody else. */
class SafeTargetTest {

    private static final String HOST = "receiver.example";
    private static final Message MESSAGE = new Message(Map.of(), "{}");

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private static TestCertificate certificate;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger lookups = new AtomicInteger();
    private StubReceiver receiver;

    /** One for all: a program of its own makes it. */
    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        certificate = TestCertificate.of(HOST, folder);
    }

    @BeforeEach
    void listen() throws Exception {
        receiver = new StubReceiver(certificate.serverSocket());
    }

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theConnectionGoesToTheAddressThatWasChecked() {
        var post = post(Targets.LOCAL, trusting(), "10.0.0.1", "127.0.0.1");

        assertThat(post.post(url(HOST), MESSAGE))
                .isEqualTo(DeliveryResult.answered(200, null, NOON));
        assertThat(lookups).hasValue(1);
    }

    @Test
    void aNameThatLeadsToAPrivateAddressIsRefused() {
        var post = post(Targets.STRICT, trusting(), "127.0.0.1");

        assertThat(post.post(url(HOST), MESSAGE))
                .isEqualTo(
                        DeliveryResult.notSent(
                                "url must not lead to a private or special address (127.0.0.1)"));
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void theCertificateMustBeTrusted() {
        var post = post(Targets.LOCAL, new HttpClientOptions(), "127.0.0.1");

        assertThat(post.post(url(HOST), MESSAGE))
                .extracting(DeliveryResult::kind)
                .isEqualTo(DeliveryResult.Kind.FAILING);
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void theCertificateMustBeTheHosts() {
        var post = post(Targets.LOCAL, trusting(), "127.0.0.1");

        assertThat(post.post(url("another.example"), MESSAGE))
                .extracting(DeliveryResult::kind)
                .isEqualTo(DeliveryResult.Kind.FAILING);
        assertThat(receiver.received()).isEmpty();
    }

    private PostMessage post(TargetConfig config, HttpClientOptions options, String... addresses) {
        PostMessage.Lookup lookup =
                host -> {
                    lookups.incrementAndGet();
                    return CompletableFuture.completedFuture(
                            Stream.of(addresses).map(InetAddress::ofLiteral).toList());
                };
        return new PostMessage(vertx, options, lookup, config, CLOCK);
    }

    private HttpClientOptions trusting() {
        return new HttpClientOptions().setTrustOptions(certificate.trust());
    }

    private WebhookUrl url(String host) {
        return WebhookUrl.of("https://%s:%d/hook".formatted(host, receiver.port()));
    }
}
