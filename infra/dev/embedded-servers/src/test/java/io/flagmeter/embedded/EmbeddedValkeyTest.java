package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddedValkeyTest extends EmbeddedServerContract {

    private static final Map<String, String> BUNDLED = Map.of("FLAGMETER_VALKEY", "bundled");

    @Override
    Optional<EmbeddedServer> find() {
        return EmbeddedValkey.find(dir);
    }

    @Override
    EmbeddedServer launch(int port) {
        return EmbeddedValkey.start(dir, port);
    }

    @Override
    void write(EmbeddedServer server) throws IOException {
        assertThat(ask(server, "SET written 1")).isEqualTo("+OK");
    }

    @Override
    int written(EmbeddedServer server) throws IOException {
        return Integer.parseInt(ask(server, "EXISTS written").substring(1));
    }

    @Override
    String spoil() throws IOException {
        Files.writeString(appendFile(), "nonsense\r\n".repeat(9), StandardOpenOption.APPEND);
        return "Bad file format reading the append only file";
    }

    @Test
    void saysWhatItIs() {
        var server = start();

        assertThat(server.url()).isEqualTo("redis://localhost:%d", server.port());
        assertThat(server.description())
                .matches("(valkey|redis)-server \\d+\\.\\d+\\.\\d+ \\(.+\\).*");
    }

    @Test
    void isDurableAndBounded() throws IOException {
        var server = start();

        assertThat(setting(server, "appendonly")).isEqualTo("yes");
        assertThat(setting(server, "appendfsync")).isEqualTo("everysec");
        assertThat(setting(server, "save")).isEmpty();
        assertThat(setting(server, "maxmemory")).isEqualTo("268435456");
        assertThat(setting(server, "maxmemory-policy")).isEqualTo("noeviction");
    }

    @Test
    void syncsEachWriteForAnApiThatWaitsForIt() throws IOException {
        var environment = new HashMap<>(System.getenv());
        environment.put("FLAGMETER_INGEST_DURABILITY", "fsync");
        try (var server = EmbeddedValkey.start(dir, 0, environment)) {
            assertThat(setting(server, "appendfsync")).isEqualTo("always");
        }
    }

    @Test
    void startsFromAFileThatEndsInTheMiddleOfACommand() throws IOException {
        var first = start();
        write(first);
        first.kill();
        Files.writeString(appendFile(), "*3\r\n$3\r\nSET\r\n$4\r\nha", StandardOpenOption.APPEND);

        assertThat(written(start())).isEqualTo(1);
    }

    @Test
    void bundledServerWorksToo() throws IOException {
        var running = EmbeddedValkey.start(dir, 0, BUNDLED);

        var found = start();

        assertThat(found.process()).isEqualTo(running.process());
        assertThat(found.description())
                .matches(
                        "redis-server 6\\.2\\.\\d+ \\(bundled\\); "
                                + "Valkey 7.2 or newer adds FLAGMETER_INGEST_DURABILITY=fsync");
        write(found);
        found.kill();
        assertThat(written(start())).as("read by the machine's own server").isEqualTo(1);
    }

    @Test
    void olderServerRefusesWhatItWouldOverlook() throws IOException {
        Files.createDirectories(dir.data("valkey").resolve("appendonlydir"));

        assertThatIllegalStateException()
                .isThrownBy(() -> EmbeddedValkey.start(dir, 0, BUNDLED))
                .withMessageContaining("was written by a newer server than redis-server 6.2");
    }

    private Path appendFile() throws IOException {
        try (var files = Files.walk(dir.data("valkey"))) {
            return files.filter(file -> file.toString().matches(".*(incr\\.aof|appendonly\\.aof)"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String setting(EmbeddedServer server, String name) throws IOException {
        try (var talk = new Socket(FreePorts.LOOPBACK, server.port())) {
            send(talk, "CONFIG GET " + name);
            var lines = reader(talk);
            for (int i = 0; i < 4; i++) {
                lines.readLine(); // The array's length, then length and text of the name.
            }
            return lines.readLine();
        }
    }

    private static String ask(EmbeddedServer server, String command) throws IOException {
        try (var talk = new Socket(FreePorts.LOOPBACK, server.port())) {
            send(talk, command);
            return reader(talk).readLine();
        }
    }

    private static void send(Socket talk, String command) throws IOException {
        talk.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static BufferedReader reader(Socket talk) throws IOException {
        return new BufferedReader(
                new InputStreamReader(talk.getInputStream(), StandardCharsets.US_ASCII));
    }
}
