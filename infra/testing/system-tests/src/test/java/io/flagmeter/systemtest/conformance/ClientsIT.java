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
import java.util.Locale;
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
 * answer to every event: it counts once. Those that are generated, without the proxy.
 */
class ClientsIT {

    private static final Path PAGE = Path.of("../../../docs/clients.md");
    private static final String GENERATED = "Generated clients";
    private static final String FIRST = "{\"tenant\":\"acme-corp\",\"feature\":\"f\",\"tokens\":1}";

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
        Tools.needNode();
        reports("TypeScript", "client.mjs", "%nreport('%s', 'f', 7);%n", "node");
    }

    @Test
    void pythonReportsOnceWhateverAnswersAreLost() throws Exception {
        Tools.needPython();
        reports("Python", "client.py", "%nreport('%s', 'f', 7)%nevents.join()%n", "python3");
    }

    @Test
    void javaReportsOnceWhateverAnswersAreLost() throws Exception {
        reports(
                "Java",
                "Client.java",
                "%nvoid main() throws Exception {%n    new Usage().report(\"%s\", \"f\", 7);%n"
                        + "    System.in.read();%n}%n",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    private static void reports(String heading, String file, String use, String program)
            throws Exception {
        String language = heading.toLowerCase(Locale.ROOT);
        Path source = scratch.resolve(file);
        Files.writeString(source, code(heading, language) + use.formatted(language));
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

    private static String code(String heading, String language) throws IOException {
        Matcher block =
                Pattern.compile(
                                "## %s\n.*?```%s\n(.*?)```".formatted(heading, language),
                                Pattern.DOTALL)
                        .matcher(Files.readString(PAGE));
        assertThat(block.find()).as(heading).isTrue();
        return block.group(1);
    }

    /** By the commands of the page, from what the server says of itself. */
    @Test
    void generatedClientsSendReadAndMeetProblems() throws Exception {
        Tools.needNode();
        Tools.needNpm();
        Tools.needPython();
        assertThat(flagmeter.post("/events", FIRST).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> total() == 1);
        bash(code(GENERATED, "sh"));
        Files.writeString(scratch.resolve("example.ts"), code(GENERATED, "typescript"));
        Files.writeString(scratch.resolve("example.py"), code(GENERATED, "python"));

        bash("npx tsc --strict --target es2022 --module commonjs --outDir js example.ts");
        for (String program : List.of("node js/example.js", "tools/bin/python example.py")) {
            long before = total();
            // Its own event may be counted when it asks.
            assertThat(bash(program))
                    .matches(
                            "(%d|%d) 20\\d\\d-.*\\n404 urn:flagmeter:problem:unknown-tenant\\n"
                                    .formatted(before, before + 1_500));
            await().atMost(Duration.ofSeconds(20)).until(() -> total() == before + 1_500);
        }
    }

    private static long total() {
        Matcher total =
                Pattern.compile("\"totalTokens\":(\\d+)")
                        .matcher(flagmeter.get("/usage/acme-corp").body());
        return total.find() ? Long.parseLong(total.group(1)) : 0;
    }

    /** What a command says, in the folder of the examples. */
    private static String bash(String command) throws Exception {
        var builder =
                new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
                        .directory(scratch.toFile())
                        .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("FLAGMETER_URL", "http://127.0.0.1:" + flagmeter.port());
        environment.put("FLAGMETER_KEY", flagmeter.key().text().orElseThrow());
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        environment.merge("PATH", java, (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s%n%s", command, said).isZero();
        return said;
    }
}
