package io.flagmeter.systemtest;

import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The {@code ./flagmeter} script as a user runs it, with a state folder and ports of its own. */
public final class Launcher {

    static final List<String> SERVICES =
            List.of("postgres", "valkey", "rollup-worker", "ingest-api", "alerting");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path home;
    private final Map<String, String> settings;
    private final int port = freePorts(3);

    /** With programs that start soon, on the JVM's first compiler alone. */
    public Launcher(Path home) {
        this(home, Map.of("FLAGMETER_JAVA_OPTS", "-XX:TieredStopAtLevel=1"));
    }

    /**
     * @param settings environment variables
     */
    public Launcher(Path home, Map<String, String> settings) {
        this.home = home;
        this.settings = Map.copyOf(settings);
    }

    public int port() {
        return port;
    }

    /** What a command printed, and its exit status. */
    public record Result(int status, String output) {}

    public Result run(String... words) {
        Process process = start(words);
        try {
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("did not end: " + List.of(words));
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Result up() {
        return run("up", "--detach", "--port", String.valueOf(port));
    }

    Process start(String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of("../../../flagmeter").toAbsolutePath().normalize().toString());
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FLAGMETER_HOME", home.toString());
        builder.environment()
                .keySet()
                .removeAll(List.of("DATABASE_URL", "VALKEY_URL", "FLAGMETER_ADMIN_KEY"));
        builder.environment().putAll(settings);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the operator, with the key that {@code up} made. */
    public HttpResponse<String> get(String path) {
        return send(key().on(HttpRequest.newBuilder(uri(path))).build());
    }

    public HttpResponse<String> post(String path, String json) {
        return send(
                key().on(HttpRequest.newBuilder(uri(path)))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
    }

    public OperatorKey key() {
        try {
            return OperatorKey.keptIn(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ProcessHandle process(String service) {
        try {
            String pid = Files.readString(home.resolve("run/" + service + ".pid")).strip();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The first of several free ports in a row, below those that Linux gives to connections: one of
     * these could be taken before a service listens on it.
     */
    private static int freePorts(int count) {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
            try {
                for (int next = port; next < port + count; next++) {
                    new ServerSocket(next).close();
                }
                return port;
            } catch (IOException taken) {
                // One of them is in use: look elsewhere.
            }
        }
    }
}
