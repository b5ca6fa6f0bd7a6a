package io.flagmeter.stack.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service as its module was packaged, native where it has been built so. */
public final class PackagedService implements AutoCloseable {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final int STOP_SECONDS = 30;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port = freePort();
    private final @Nullable String adminKey;
    private final Process process;

    /** Starts the service of the module that runs the test. */
    public PackagedService(int heapMegabytes, Path log, Map<String, String> settings) {
        this(Path.of(""), heapMegabytes, log, settings);
    }

    /**
     * Starts it on a free port.
     *
     * @param module the folder of the service's module
     * @param heapMegabytes as in its image
     * @param log what it prints is appended there
     * @param settings environment variables
     */
    public PackagedService(Path module, int heapMegabytes, Path log, Map<String, String> settings) {
        adminKey = settings.get("FLAGMETER_ADMIN_KEY");
        var builder =
                new ProcessBuilder(command(module.resolve("target"), heapMegabytes))
                        .redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().putAll(settings);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What starts it, in the folder of its module.
     *
     * @param heapMegabytes as in its image
     */
    public static List<String> command(int heapMegabytes) {
        return command(Path.of("target"), heapMegabytes);
    }

    private static List<String> command(Path target, int heapMegabytes) {
        try (var files = Files.list(target)) {
            var nativeProgram =
                    files.filter(file -> file.toString().endsWith("-runner")).findFirst();
            if (nativeProgram.isPresent()) {
                // As in its image.
                return List.of(
                        nativeProgram.get().toString(),
                        "-Djdk.pollerMode=1",
                        "-Xmx" + heapMegabytes + "m");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heapMegabytes + "m",
                "-jar",
                target.resolve("quarkus-app/quarkus-run.jar").toString());
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Whether it says so; one that does not listen yet or any more is not. */
    public boolean ready() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The answer to a request, which is the operator's if the settings have a key. */
    public HttpResponse<String> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        var request = HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT);
        if (adminKey != null) {
            request.header("Authorization", "Bearer " + adminKey);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** By SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to stop, without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** Sends a signal such as STOP or CONT. */
    public void signal(String name) {
        try {
            int status =
                    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IllegalStateException("SIG" + name + " was not sent");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Its exit status, when it has ended. */
    public int exitCode() {
        awaitEnd();
        return process.exitValue();
    }

    /** Returns when it has ended by itself. */
    public void awaitEnd() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the service did not end within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
