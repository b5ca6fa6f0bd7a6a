package io.flagmeter.tools.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of a meter that refuses by limits what it is sent for the first time. */
class ClientTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/events", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        String answer;
        int status = 200;
        if (body.isArray()) {
            var results = new ArrayList<String>();
            for (int i = 0; i < body.size(); i++) {
                // Every other one at first, and the whole of it then.
                results.add(
                        take(body.get(i), i % 2 == 0)
                                ? "{\"status\":\"accepted\"}"
                                : "{\"status\":\"rejected\",\"field\":\"tenant\",\"reason\":\"rate-limited: tenant-tokens\"}");
            }
            answer = "{\"results\":[%s]}".formatted(String.join(",", results));
        } else if (take(body, false)) {
            answer = "{\"status\":\"accepted\"}";
        } else {
            status = 429;
            answer = "{\"status\":429}";
        }
        exchange.sendResponseHeaders(status, answer.length());
        exchange.getResponseBody().write(answer.getBytes(UTF_8));
        exchange.close();
    }

    private boolean take(JsonNode event, boolean atOnce) {
        String id = event.path("id").asText();
        if (atOnce || refused.contains(id)) {
            taken.add(id);
            return true;
        }
        refused.add(id);
        return false;
    }

    @Test
    void whatALimitRefusesIsSentAgainAndAcknowledgedOnlyThen() throws Exception {
        var log = new SentLog();
        var limited = new LongAdder();
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (var meter =
                new FlagMeterClient(
                        new ApiAddress(url, new OperatorKey(Optional.empty())), Client.PATIENCE)) {
            var traffic = new Traffic("c", 3, 2, new Random(7), Clock.systemUTC());
            var client =
                    new Client(
                            meter,
                            traffic,
                            log,
                            new LongAdder(),
                            new LongAdder(),
                            limited,
                            100_000);
            var rounds = new AtomicInteger();
            client.run(() -> rounds.incrementAndGet() <= 8);
        }

        assertThat(log.refusals()).isEmpty();
        assertThat(refused).isNotEmpty();
        assertThat(limited.sum()).isEqualTo(refused.size());
        assertThat(log.acknowledgedCount()).isEqualTo(log.sent());
        // Nothing is sent again that was taken, but for what was forgotten.
        assertThat(taken.stream().distinct()).hasSize((int) log.sent());
    }
}
