package io.flagmeter.tools.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The customer's end of the webhooks: remembers how often each message came. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Integer> messages = new ConcurrentHashMap<>();

    Receiver() throws IOException {
        var loopback =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
        server = HttpServer.create(loopback, 0);
        server.createContext("/", this::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url(String tenant) {
        return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), tenant);
    }

    /** How often each message came, by its {@code webhook-id}. */
    Map<String, Integer> messages() {
        return Map.copyOf(messages);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            messages.merge(exchange.getRequestHeaders().getFirst("webhook-id"), 1, Integer::sum);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
