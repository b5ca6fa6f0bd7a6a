package io.flagmeter.tools.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Takes what would go to Slack, on this machine and a free port. */
final class FakeSlack implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Consumer<Message> listener;
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    private FakeSlack(HttpServer server, Consumer<Message> listener) {
        this.server = server;
        this.listener = listener;
    }

    /**
     * A message as it arrived.
     *
     * @param channel the path of the webhook, without its slash
     * @param text what Slack shows in a notification
     */
    record Message(String channel, String text) {}

    /** Whoever listens is called for each message before it is acknowledged. */
    static FakeSlack start(Consumer<Message> listener) throws IOException {
        var loopback =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
        var slack = new FakeSlack(HttpServer.create(loopback, 0), listener);
        slack.server.createContext("/", slack::take);
        slack.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        slack.server.start();
        return slack;
    }

    String url(String channel) {
        return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), channel);
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = JSON.readTree(exchange.getRequestBody()).path("text").asText();
            var message = new Message(exchange.getRequestURI().getPath().substring(1), text);
            messages.add(message);
            listener.accept(message);
            byte[] ok = "ok".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, ok.length);
            exchange.getResponseBody().write(ok);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
