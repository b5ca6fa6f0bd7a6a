package io.flagmeter.alerting.http;

import io.flagmeter.model.alert.TargetRules;
import io.flagmeter.model.alert.WebhookUrl;
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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
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

    @Inject
    public PostMessage(Vertx vertx, TargetConfig config) {
        this(vertx, new HttpClientOptions(), new Lookup.OfSystem(), config);
    }

    PostMessage(Vertx vertx, HttpClientOptions options, Lookup lookup, TargetConfig config) {
        // A connection a message; and as many as there are messages, for most webhooks are Slack's
        // and share its host.
        this.client =
                vertx.createHttpClient(options.setKeepAlive(false).setMaxPoolSize(MOST_REQUESTS));
        this.lookup = lookup;
        this.rules = config.rules();
        this.timeout = config.timeout();
    }

    /** Blocks until there is an answer, at most for the time-out. */
    public Answer post(WebhookUrl url, Message message) {
        Optional<String> refusal = rules.refusal(url);
        if (refusal.isPresent()) {
            return new Answer.NotSent(refusal.get());
        }
        Deadline deadline = Deadline.after(timeout);
        try {
            for (InetAddress address : deadline.await(lookup.addresses(url.host()))) {
                refusal = rules.refusal(url, address);
                if (refusal.isEmpty()) {
                    return send(url, address, message, deadline);
                }
            }
            return refusal.<Answer>map(Answer.NotSent::new)
                    .orElseGet(() -> new Answer.Unreachable("the host has no address"));
        } catch (TimeoutException e) {
            return new Answer.Unreachable("no answer within %d ms".formatted(timeout.toMillis()));
        } catch (ExecutionException e) {
            return new Answer.Unreachable(reason(e.getCause() == null ? e : e.getCause()));
        }
    }

    private Answer send(WebhookUrl url, InetAddress address, Message message, Deadline deadline)
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
            return new Answer.Answered(
                    response.statusCode(), Optional.ofNullable(response.getHeader("Retry-After")));
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
}
