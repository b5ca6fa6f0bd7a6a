package io.flagmeter.tools.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A FlagMeter that counts and speaks at once, and as often as it is told to. */
final class FakeApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long THRESHOLD = 800_000;

    final Map<String, String> webhooks = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Long> totals = new HashMap<>();
    private final int messages;
    private final HttpServer server;
    private int duplicates;

    FakeApi(int messages) throws IOException {
        this.messages = messages;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            String path = exchange.getRequestURI().getPath();
            byte[] answer =
                    JSON.writeValueAsBytes(
                            switch (exchange.getRequestMethod()
                                    + path.replaceAll("(/\\w+).*", "$1")) {
                                case "POST/tenants" -> Map.of();
                                case "POST/webhooks" -> webhook(body);
                                case "DELETE/webhooks" ->
                                        Map.of("was", webhooks.remove(path.substring(10)));
                                case "POST/events" -> count(body);
                                case "GET/usage" ->
                                        Map.of("totalTokens", totals.get(path.substring(7)));
                                case "GET/reconciliation" -> Map.of("duplicate", duplicates);
                                default -> throw new IOException(path);
                            });
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Map<String, String> webhook(JsonNode body) {
        webhooks.put(body.get("tenant").asText(), body.get("url").asText());
        return Map.of("id", body.get("tenant").asText());
    }

    private Map<String, String> count(JsonNode event) throws IOException {
        String tenant = event.get("tenant").asText();
        if (!ids.add(event.get("id").asText())) {
            duplicates++;
            return Map.of();
        }
        long before = totals.getOrDefault(tenant, 0L);
        long after = totals.merge(tenant, event.get("tokens").asLong(), Long::sum);
        for (int i = 0; i < messages && before < THRESHOLD && after >= THRESHOLD; i++) {
            speak(webhooks.get(tenant));
        }
        return Map.of();
    }

    private static void speak(String url) throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            byte[] body = "{\"text\": \"over 80 %\"}".getBytes(StandardCharsets.UTF_8);
            http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.discarding());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
