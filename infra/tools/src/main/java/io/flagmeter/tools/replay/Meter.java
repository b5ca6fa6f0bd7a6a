package io.flagmeter.tools.replay;

import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** FlagMeter's API as this tool needs it. */
final class Meter {
    private static final int UNAUTHORIZED = 401;

    private final String base;
    private final OperatorKey key;
    private final PatientHttp http;

    Meter(URI base, OperatorKey key, PatientHttp http) {
        this.base = base.toString().replaceAll("/+$", "");
        this.key = key;
        this.http = http;
    }

    /** Sends one event as an object of its own. */
    Answer send(Event event) throws GaveUpException, InterruptedException {
        HttpResponse<byte[]> response = http.send(post("/events", event));
        return succeeded(response)
                ? Answer.ofSingle(event, Json.read(response.body()))
                : Answer.refused(List.of(event), Problem.of(response).toString());
    }

    Answer send(List<Event> events) throws GaveUpException, InterruptedException {
        HttpResponse<byte[]> response = http.send(post("/events/batch", events));
        return succeeded(response)
                ? Answer.ofBatch(events, Json.read(response.body()))
                : Answer.refused(events, Problem.of(response).toString());
    }

    /** Empty for a tenant nothing was counted for yet; waits out a service that is away. */
    Optional<Usage> usage(String tenant) throws GaveUpException, IOException, InterruptedException {
        return usage(http.send(getUsage(tenant)));
    }

    /** The same in one attempt. */
    Optional<Usage> usageNow(String tenant) throws IOException, InterruptedException {
        return usage(http.sendOnce(getUsage(tenant)));
    }

    /**
     * Asks once, so that a trace is not sent and then never compared.
     *
     * @throws IOException if the books are shown to others only
     */
    void checkKey() throws IOException, GaveUpException, InterruptedException {
        HttpResponse<byte[]> response = http.send(getBooks());
        if (response.statusCode() == UNAUTHORIZED) {
            throw new IOException(
                    "nothing was sent, for the books are closed: " + Problem.of(response));
        }
    }

    Reconciliation reconciliationNow() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.sendOnce(getBooks());
        if (!succeeded(response)) {
            throw new IOException("GET /reconciliation: " + Problem.of(response));
        }
        return Reconciliation.of(Json.read(response.body()));
    }

    private static Optional<Usage> usage(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (!succeeded(response)) {
            throw new IOException("GET /usage: " + Problem.of(response));
        }
        return Optional.of(Usage.of(Json.read(response.body())));
    }

    private HttpRequest getBooks() {
        return key.on(request("/reconciliation")).build();
    }

    private HttpRequest getUsage(String tenant) {
        return request("/usage/" + URLEncoder.encode(tenant, StandardCharsets.UTF_8)).build();
    }

    private HttpRequest post(String path, Object body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(PatientHttp.REQUEST_TIMEOUT);
    }

    private static boolean succeeded(HttpResponse<?> response) {
        return response.statusCode() / 100 == 2;
    }
}
