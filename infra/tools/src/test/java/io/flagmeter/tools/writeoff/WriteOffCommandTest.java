package io.flagmeter.tools.writeoff;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagmeter.tools.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteOffCommandTest {

    private final StringWriter said = new StringWriter();
    private final List<String> written = new ArrayList<>();
    private HttpServer meter;

    @BeforeEach
    void start() throws IOException {
        meter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        meter.createContext(
                "/reconciliation", exchange -> answer(exchange, 200, "{\"difference\":5}"));
        meter.createContext("/reconciliation/losses", this::write);
        meter.start();
    }

    @AfterEach
    void stop() {
        meter.stop(0);
    }

    private void write(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean right = body.contains("\"events\":5");
        if (right) {
            written.add(body);
        }
        answer(
                exchange,
                right ? 200 : 409,
                right
                        ? "{\"lost\":7,\"difference\":0}"
                        : "{\"detail\":\"the difference of the books is 5\"}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.add("--url=http://localhost:" + meter.getAddress().getPort());
        var out = new PrintWriter(said, true);
        return CommandLines.of(
                        new WriteOffCommand(
                                () -> {
                                    throw new AssertionError("--url is given");
                                }))
                .setOut(out)
                .setErr(out)
                .execute(all.toArray(String[]::new));
    }

    @Test
    void lossIsWrittenWithItsReason() {
        assertThat(run("--events", "5", "--reason", "a \"disk\" died")).isZero();

        assertThat(written).singleElement().asString().contains("\"a \\\"disk\\\" died\"");
        assertThat(said)
                .hasToString("Written off: 5. Lost in all: 7; the difference of the books is 0.\n");
    }

    @Test
    void anotherDifferenceIsRefused() {
        assertThat(run("--events", "4", "--reason", "x")).isEqualTo(1);

        assertThat(written).isEmpty();
        assertThat(said.toString()).contains("the difference of the books is 5");
    }

    @Test
    void withoutANumberNothingIsWritten() {
        assertThat(run("--reason", "x")).isEqualTo(1);

        assertThat(written).isEmpty();
        assertThat(said.toString()).contains("--events 5");
    }
}
