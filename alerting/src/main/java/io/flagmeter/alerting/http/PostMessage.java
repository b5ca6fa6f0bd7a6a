package io.flagmeter.alerting.http;

import io.flagmeter.model.webhook.TargetRules;
import io.flagmeter.model.webhook.WebhookUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Posts a message to a webhook. The name is looked up once and the connection goes to an address
 * that was checked, so no second look-up can lead elsewhere; redirects are not followed.
 */
@Singleton
public class PostMessage {

    /** Requests at a time. */
    public static final int MOST_REQUESTS = 64;

    private static final Logger LOG = Logger.getLogger(PostMessage.class);

    private final HttpClient client;
    private final Lookup lookup;
    private final TargetRules rules;
    private final Duration timeout;
    private final Clock clock;

    /** The body of a request, JSON, and the headers that belong to it. */
    public record Message(Map<String, String> headers, String body) {

        public Message {
            headers = Map.copyOf(headers);
        }
    }

    /** Finds the addresses of a host. */
    interface Lookup {
        CompletableFuture<List<InetAddress>> addresses(String host);
    }

    @Inject
    public PostMessage(Vertx vertx, TargetConfig config, Clock clock) {
        this(vertx, new HttpClientOptions(), PostMessage::addressesBySystem, config, clock);
    }

    PostMessage(
            Vertx vertx,
            HttpClientOptions options,
            Lookup lookup,
            TargetConfig config,
            Clock clock) {
        // A connection a message; and as many as there are messages, for most webhooks are Slack's
        // and share its host.
        this.client =
                vertx.createHttpClient(options.setKeepAlive(false).setMaxPoolSize(MOST_REQUESTS));
        this.lookup = lookup;
        this.rules = config.rules();
        this.timeout = config.timeout();
        this.clock = clock;
    }

    /** Blocks until there is an answer, at most for the time-out. */
    public DeliveryResult post(WebhookUrl url, Message message) {
        Optional<String> refusal = rules.refusal(url);
        if (refusal.isPresent()) {
            return DeliveryResult.notSent(refusal.get());
        }
        Deadline deadline = Deadline.after(timeout);
        try {
            for (InetAddress address : deadline.await(lookup.addresses(url.host()))) {
                refusal = rules.refusal(url, address);
                if (refusal.isEmpty()) {
                    return send(url, address, message, deadline);
                }
            }
            return refusal.map(DeliveryResult::notSent)
                    .orElseGet(() -> DeliveryResult.unreachable("the host has no address"));
        } catch (TimeoutException e) {
            return DeliveryResult.unreachable(
                    "no answer within %d ms".formatted(timeout.toMillis()));
        } catch (ExecutionException e) {
            return DeliveryResult.unreachable(reason(e.getCause() == null ? e : e.getCause()));
        }
    }

    private DeliveryResult send(
            WebhookUrl url, InetAddress address, Message message, Deadline deadline)
            throws TimeoutException, ExecutionException {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setServer(
                                SocketAddress.inetSocketAddress(
                                        new InetSocketAddress(address, url.port())))
                        .setHost(url.host())
                        .setPort(url.port())
                        .setSsl(url.isSecure())
                        .setURI(url.requestTarget())
                        .setConnectTimeout(timeout.toMillis())
                        .putHeader("Host", url.uri().getRawAuthority())
                        .putHeader("User-Agent", "FlagMeter")
                        .putHeader("Content-Type", "application/json");
        message.headers().forEach(options::putHeader);
        HttpClientRequest request = connected(client.request(options), deadline);
        // Without one the client logs as an error what the answer tells anyway.
        request.connection().exceptionHandler(PostMessage::ended);
        try {
            HttpClientResponse response = deadline.await(request.send(message.body()));
            return DeliveryResult.answered(
                    response.statusCode(), response.getHeader("Retry-After"), clock.instant());
        } finally {
            // The status decides; a body without end is none of our business.
            request.connection().close();
        }
    }

    private static HttpClientRequest connected(Future<HttpClientRequest> request, Deadline deadline)
            throws TimeoutException, ExecutionException {
        try {
            return deadline.await(request);
        } catch (TimeoutException e) {
            // It may still come about, and nobody would close it.
            request.onSuccess(late -> late.connection().close());
            throw e;
        }
    }

    private static void ended(Throwable cause) {
        LOG.debugf("a connection ended: %s", cause.getMessage());
    }

    private static String reason(Throwable cause) {
        return "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
    }

    /** The system knows no time-out of ours: hence not on the caller's thread. */
    private static CompletableFuture<List<InetAddress>> addressesBySystem(String host) {
        var found = new CompletableFuture<List<InetAddress>>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                found.complete(List.of(InetAddress.getAllByName(host)));
                            } catch (UnknownHostException e) {
                                found.completeExceptionally(e);
                            }
                        });
        return found;
    }

    /** One time-out for all steps of a request. */
    private record Deadline(long atNanos) {

        static Deadline after(Duration timeout) {
            return new Deadline(System.nanoTime() + timeout.toNanos());
        }

        <T> T await(Future<T> future) throws TimeoutException, ExecutionException {
            return await(future.toCompletionStage().toCompletableFuture());
        }

        <T> T await(CompletableFuture<T> future) throws TimeoutException, ExecutionException {
            try {
                return future.get(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ExecutionException(e);
            }
        }
    }
}
