package io.flagmeter.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/** FlagMeter's API: one attempt a call, and whatever it answers. */
public final class FlagMeterClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final OperatorKey key;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * A client of one API.
     *
     * @param timeout of a request; a connection takes five seconds at most
     */
    public FlagMeterClient(ApiAddress address, Duration timeout) {
        this.base = address.url().toString().replaceAll("/+$", "");
        this.key = address.key();
        this.timeout = timeout;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(
                                timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    public HttpRequest get(String path) {
        return request(path).build();
    }

    public HttpRequest delete(String path) {
        return request(path).DELETE().build();
    }

    /** With a body of JSON. */
    public HttpRequest post(String path, Object body) {
        return withBody("POST", path, body);
    }

    /** With a body of JSON. */
    public HttpRequest put(String path, Object body) {
        return withBody("PUT", path, body);
    }

    private HttpRequest withBody(String method, String path, Object body) {
        try {
            return request(path)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public HttpRequest event(SentEvent event) {
        return post("/events", event);
    }

    public HttpRequest batch(List<SentEvent> events) {
        return post("/events/batch", events);
    }

    public HttpRequest usageOf(String tenant) {
        return get("/usage/" + URLEncoder.encode(tenant, StandardCharsets.UTF_8));
    }

    public HttpRequest reconciliation() {
        return get("/reconciliation");
    }

    private HttpRequest.Builder request(String path) {
        return key.on(HttpRequest.newBuilder(URI.create(base + path))).timeout(timeout);
    }

    /** The answer, a refusal as well. */
    public ApiAnswer send(HttpRequest request) throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            return new ApiAnswer(
                    request, response.statusCode(), response.headers(), json(response.body()));
        } catch (ConnectException e) {
            var why =
                    new ConnectException(
                            "nothing answers at " + base + "; ./flagmeter up starts it");
            why.initCause(e);
            throw why;
        }
    }

    /** The answer's body; a refusal is an exception that says why. */
    public JsonNode ask(HttpRequest request) throws IOException, InterruptedException {
        return send(request).orRefused();
    }

    public Reconciliation books() throws IOException, InterruptedException {
        return Reconciliation.of(send(reconciliation()));
    }

    /** Empty for a tenant nothing was counted for yet. */
    public Optional<Usage> usage(String tenant) throws IOException, InterruptedException {
        return Usage.of(send(usageOf(tenant)));
    }

    /** What is no JSON reads as a missing node: a stranger's answer is no reason to fall over. */
    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
