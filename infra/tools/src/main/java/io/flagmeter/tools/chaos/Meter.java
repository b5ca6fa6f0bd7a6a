package io.flagmeter.tools.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * FlagMeter's API, one attempt a call. Less patient than a sensible client: a request that a
 * stopped process holds is sent again while the first one may still be carried out.
 */
final class Meter implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final OperatorKey key;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    Meter(URI base, OperatorKey key) {
        this.base = base;
        this.key = key;
    }

    /** What became of each event of a request, in order; empty is accepted, else the reason. */
    record Verdicts(List<String> reasons) {
        Verdicts {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Sends one event by itself, several as a batch.
     *
     * @throws IOException if there was no answer, or one that says "not now"
     */
    Verdicts send(List<Event> events) throws IOException, InterruptedException {
        boolean single = events.size() == 1;
        byte[] body = JSON.writeValueAsBytes(single ? events.getFirst() : events);
        var request =
                HttpRequest.newBuilder(base.resolve(single ? "/events" : "/events/batch"))
                        .timeout(REQUEST_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        int status = response.statusCode();
        if (status >= 500 || status == 429 || status == 408) {
            throw new IOException("HTTP " + status);
        }
        JsonNode answer = JSON.readTree(response.body());
        JsonNode items = single ? JSON.createArrayNode().add(answer) : answer.path("results");
        boolean whole = status == 200 && items.size() == events.size();
        var reasons = new ArrayList<String>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode item = whole ? items.get(i) : answer;
            boolean accepted = whole && item.path("status").asText().equals("accepted");
            reasons.add(accepted ? "" : "HTTP " + status + " " + item);
        }
        return new Verdicts(reasons);
    }

    Books books() throws IOException, InterruptedException {
        byte[] answer = get(key.on(HttpRequest.newBuilder(base.resolve("/reconciliation"))));
        JsonNode body = JSON.readTree(answer);
        return new Books(
                body.required("applied").asLong(),
                body.required("duplicate").asLong(),
                body.required("deadLettered").asLong(),
                body.required("queued").asLong(),
                body.required("inFlight").asLong(),
                body.required("difference").asLong());
    }

    /** The tokens of a tenant's billing period, as a quota check shows them. */
    long usage(String tenant) throws IOException, InterruptedException {
        byte[] body = get(HttpRequest.newBuilder(base.resolve("/usage/" + tenant)));
        return JSON.readTree(body).required("totalTokens").asLong();
    }

    private byte[] get(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(request.timeout(REQUEST_TIMEOUT).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("HTTP " + response.statusCode());
        }
        return response.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
