package io.flagmeter.systemtest.backup;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** S3 over real HTTP, as far as backups go, with a mood. */
final class FakeBucket implements AutoCloseable {

    enum Mood {
        ACCEPT,
        FORBID,
        HANG
    }

    private static final String FOLDER = "/bucket/folder/";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    volatile Mood mood = Mood.ACCEPT;

    FakeBucket() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + FOLDER;
    }

    Map<String, byte[]> objects() {
        return objects;
    }

    /** How many requests came. */
    int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.incrementAndGet();
            switch (mood) {
                case HANG -> awaitClose();
                case FORBID -> exchange.sendResponseHeaders(403, -1);
                case ACCEPT -> serve(exchange, body);
            }
        }
    }

    private void serve(HttpExchange exchange, byte[] body) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.startsWith("AWS4-HMAC-SHA256 Credential=id/")) {
            exchange.sendResponseHeaders(403, -1);
            return;
        }
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("PUT")) {
            objects.put(path.substring(FOLDER.length()), body);
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        byte[] answer =
                query == null ? objects.get(path.substring(FOLDER.length())) : keysAfter(query);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    /** One at a time, so that a listing takes several requests. */
    private byte[] keysAfter(String query) {
        String after = query.contains("&start-after=") ? query.replaceAll(".*=folder/", "") : "";
        return objects.keySet().stream()
                .filter(key -> key.compareTo(after) > 0)
                .limit(1)
                .map(key -> "<Contents><Key>folder/" + key + "</Key><Size>1</Size></Contents>")
                .collect(Collectors.joining("", "<ListBucketResult>", "</ListBucketResult>"))
                .getBytes();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
