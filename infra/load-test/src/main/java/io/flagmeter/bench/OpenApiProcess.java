package io.flagmeter.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.embedded.FreePorts;
import io.flagmeter.embedded.OsProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A second API on the same servers that asks for no key. */
final class OpenApiProcess implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    final int port;

    private OpenApiProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Started by the same words in the same environment. */
    static OpenApiProcess like(OsProcess api, Path log) throws IOException, InterruptedException {
        int port = FreePorts.any();
        var builder =
                new ProcessBuilder(api.commandLine())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().clear();
        Path settings = Path.of("/proc", Long.toString(api.handle().pid()), "environ");
        for (String setting : new String(Files.readAllBytes(settings), UTF_8).split("\0", -1)) {
            if (setting.contains("=")) {
                String[] parts = setting.split("=", 2);
                builder.environment().put(parts[0], parts[1]);
            }
        }
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("FLAGMETER_ACCESS", "open");
        var started = new OpenApiProcess(builder.start(), port);
        started.awaitReady(log);
        return started;
    }

    OsProcess process() {
        return new OsProcess(process.toHandle());
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - began > PATIENCE_NANOS) {
                close();
                throw new IOException("the open API did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isReady() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /q/health/ready HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(UTF_8));
            var answer = new byte["HTTP/1.1 200".length()];
            return socket.getInputStream().readNBytes(answer, 0, answer.length) == answer.length
                    && new String(answer, UTF_8).endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
