package io.flagmeter.tools.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The API over real HTTP, counting at once, with faults on order. */
final class FakeMeter implements AutoCloseable {
    /** What happens to a request that brings events. */
    enum Fault {
        NONE,
        BUSY,
        LOSE_REQUEST,
        LOSE_ANSWER,
        UNAUTHORIZED,
        BAD_GATEWAY
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    static final OperatorKey KEY = new OperatorKey(Optional.of("a-key-of-the-test"));

    private final HttpServer server;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<List<JsonNode>> requests = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();
    private final FakeBooks books = new FakeBooks();
    private int busyPolls;
    private int lostBooks;
    private int staleUsages;
    private Instant periodStart = Instant.parse("2026-11-01T00:00:00Z");
    private boolean known;

    FakeMeter() {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The next requests with events meet these, in this order; later ones meet none. */
    synchronized void next(Fault... these) {
        faults.addAll(List.of(these));
    }

    /** The worker has something in hand for so many looks at the books. */
    synchronized void busyFor(int polls) {
        busyPolls = polls;
    }

    synchronized void loseBooks(int answers) {
        lostBooks = answers;
    }

    /** So many answers about a tenant's usage know of none. */
    synchronized void forgetUsage(int answers) {
        staleUsages = answers;
    }

    synchronized void knowsTenantSince(Instant start) {
        known = true;
        periodStart = start;
    }

    synchronized void reject(Predicate<JsonNode> which) {
        books.reject(which);
    }

    synchronized List<List<JsonNode>> requests() {
        return List.copyOf(requests);
    }

    /** Where events were sent to. */
    synchronized Set<String> paths() {
        return Set.copyOf(paths);
    }

    synchronized Map<String, JsonNode> counted() {
        return books.counted();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("POST")) {
                paths.add(path);
                events(exchange, path.equals("/events"));
            } else if (path.equals("/reconciliation") && !hasKey(exchange)) {
                answer(exchange, 401, problem("this path wants the key"));
            } else if (path.equals("/reconciliation") && lostBooks-- <= 0) {
                answer(exchange, 200, books.reconciliation(inFlight()));
            } else if (path.startsWith("/usage/")) {
                usage(exchange, path.substring("/usage/".length()));
            }
        }
    }

    private int inFlight() {
        return requests.isEmpty() || busyPolls-- <= 0 ? 0 : 1;
    }

    private static boolean hasKey(HttpExchange exchange) {
        return List.of("Bearer " + KEY.text().orElseThrow())
                .equals(exchange.getRequestHeaders().get("Authorization"));
    }

    private void events(HttpExchange exchange, boolean single) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        List<JsonNode> events = single ? List.of(body) : List.copyOf(body.valueStream().toList());
        requests.add(events);
        Fault fault = faults.isEmpty() ? Fault.NONE : faults.poll();
        if (fault == Fault.BUSY) {
            exchange.getResponseHeaders().add("Retry-After", "2");
        }
        switch (fault) {
            case BUSY -> answer(exchange, 503, problem("The queue is full"));
            case BAD_GATEWAY -> answer(exchange, 502, problem("Nobody home"));
            case UNAUTHORIZED -> answer(exchange, 401, problem("No key"));
            case LOSE_REQUEST -> {}
            case LOSE_ANSWER -> books.take(events);
            case NONE -> {
                ObjectNode taken = books.take(events);
                answer(exchange, 200, single ? taken.path("results").path(0) : taken);
            }
        }
    }

    private void usage(HttpExchange exchange, String tenant) throws IOException {
        boolean stale = staleUsages-- > 0;
        ObjectNode features = stale ? FakeBooks.object() : books.features(tenant);
        ObjectNode usage = FakeBooks.object().put("periodStart", periodStart.toString());
        usage.put("tenant", tenant).set("features", features);
        boolean found = known || !features.isEmpty();
        answer(exchange, found ? 200 : 404, found ? usage : problem("Unknown tenant"));
    }

    private static ObjectNode problem(String detail) {
        return FakeBooks.object().put("title", "Problem").put("detail", detail);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body)
            throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
