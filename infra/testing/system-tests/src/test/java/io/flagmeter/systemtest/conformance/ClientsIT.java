package io.flagmeter.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagmeter.systemtest.Launcher;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients of docs/clients.md, each against the packaged API behind a proxy that loses the first
 * answer to every event: it counts once.
 */
class ClientsIT {

    private static final Path PAGE = Path.of("../../../docs/clients.md");

    @TempDir private static Path home;
    @TempDir private static Path scratch;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** How often each body came. */
    private static final Map<String, Integer> SENT = new ConcurrentHashMap<>();

    private static Launcher flagmeter;
    private static HttpServer proxy;

    @BeforeAll
    static void up() throws IOException {
        flagmeter = new Launcher(home);
        Launcher.Result up = flagmeter.up();
        assertThat(up.status()).as(up.output()).isZero();
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        proxy.createContext("/", ClientsIT::handOnAndLoseTheFirstAnswer);
        proxy.start();
    }

    @AfterAll
    static void down() {
        proxy.stop(0);
        flagmeter.run("down");
    }

    private static void handOnAndLoseTheFirstAnswer(HttpExchange http) throws IOException {
        try (http) {
            byte[] body = http.getRequestBody().readAllBytes();
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + flagmeter.port()
                                                    + http.getRequestURI()))
                            .header(
                                    "Authorization",
                                    http.getRequestHeaders().getFirst("Authorization"))
                            .header(
                                    "Content-Type",
                                    http.getRequestHeaders().getFirst("Content-Type"))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            int times = SENT.merge(new String(body), 1, Integer::sum);
            http.sendResponseHeaders(times == 1 ? 503 : answer.statusCode(), -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void typescriptReportsOnceWhateverAnswersAreLost() throws Exception {
        reports("typescript", "client.mjs", "%nreport('%s', 'f', 7);%n", "node");
    }

    @Test
    void pythonReportsOnceWhateverAnswersAreLost() throws Exception {
        reports("python", "client.py", "%nreport('%s', 'f', 7)%nevents.join()%n", "python3");
    }

    @Test
    void javaReportsOnceWhateverAnswersAreLost() throws Exception {
        reports(
                "java",
                "Client.java",
                "%nvoid main() throws Exception {%n    new Usage().report(\"%s\", \"f\", 7);%n"
                        + "    System.in.read();%n}%n",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    private static void reports(String language, String file, String use, String program)
            throws Exception {
        Path source = scratch.resolve(file);
        Files.writeString(source, code(language) + use.formatted(language));
        var builder =
                new ProcessBuilder(program, source.toString())
                        .directory(scratch.toFile())
                        .redirectErrorStream(true);
        builder.environment()
                .put("FLAGMETER_URL", "http://127.0.0.1:" + proxy.getAddress().getPort());
        builder.environment().put("FLAGMETER_KEY", flagmeter.key().text().orElseThrow());
        Process client = builder.start();
        try (OutputStream _ = client.getOutputStream()) {
            // The Java one ends when nobody is there any more, the others by themselves.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> times(language).equals(List.of(2)) || !client.isAlive());
        }
        String said = new String(client.getInputStream().readAllBytes());
        assertThat(client.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(client.exitValue()).as(said).isZero();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(flagmeter.get("/usage/" + language).body())
                                        .contains("\"totalTokens\":7,"));
        assertThat(times(language)).as("%s: %s", language, said).containsExactly(2);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(flagmeter.get("/reconciliation").body())
                                        .contains("\"queued\":0,\"inFlight\":0")
                                        .contains("\"difference\":0"));
        assertThat(flagmeter.get("/usage/" + language).body()).contains("\"totalTokens\":7,");
    }

    /** How often each event of the client came. */
    private static List<Integer> times(String language) {
        return SENT.entrySet().stream()
                .filter(sent -> sent.getKey().contains(language))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String code(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(PAGE));
        assertThat(block.find()).as(language).isTrue();
        return block.group(1);
    }
}
