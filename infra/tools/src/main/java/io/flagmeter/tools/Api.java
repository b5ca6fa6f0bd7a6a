package io.flagmeter.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** FlagMeter's API; whatever it refuses is an exception that says why. */
public final class Api implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final OperatorKey key;
    private final HttpClient http = HttpClient.newHttpClient();

    /** The one at an address. */
    public Api(URI base, OperatorKey key) {
        this.base = base;
        this.key = key;
    }

    /** The answer to a question. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return call("GET", path, BodyPublishers.noBody());
    }

    /** The answer to an order, which has a body of JSON. */
    public JsonNode post(String path, Map<String, ?> body)
            throws IOException, InterruptedException {
        return call("POST", path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    /** Removes something. */
    public void delete(String path) throws IOException, InterruptedException {
        call("DELETE", path, BodyPublishers.noBody());
    }

    private JsonNode call(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        var request =
                key.on(HttpRequest.newBuilder(base.resolve(path)))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .method(method, body);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() >= 300) {
                throw new IOException(
                        "%s %s was refused: %s"
                                .formatted(
                                        method,
                                        path,
                                        answer.path("detail")
                                                .asText("HTTP " + response.statusCode())));
            }
            return answer;
        } catch (ConnectException e) {
            throw new IOException("nothing answers at " + base + "; ./flagmeter up starts it", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
