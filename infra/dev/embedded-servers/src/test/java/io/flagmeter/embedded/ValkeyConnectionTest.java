package io.flagmeter.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValkeyConnectionTest {

    private final StackDirectory dir = StackDirectory.temporary();
    private EmbeddedValkey server;

    @BeforeEach
    void start() {
        server = EmbeddedValkey.start(dir, 0);
    }

    @AfterEach
    void stop() {
        server.kill();
        dir.delete();
    }

    @Test
    void everyKindOfReplyIsRead() throws IOException {
        try (var valkey = ValkeyConnection.to(server.port())) {
            assertThat(valkey.ask("SET", "é", "a\r\nb")).isEqualTo("OK");
            assertThat(valkey.ask("GET", "é")).isEqualTo("a\r\nb");
            assertThat(valkey.ask("GET", "none")).isEmpty();
            valkey.leftPush("list", List.of("1".getBytes(UTF_8), "2".getBytes(UTF_8)));
            assertThat(valkey.length("list")).isEqualTo(2);
            assertThatIOException()
                    .isThrownBy(() -> valkey.leftPush("é", List.of(new byte[1])))
                    .withMessageStartingWith("WRONGTYPE");
            assertThat(valkey.ask("PING")).as("after an error").isEqualTo("PONG");
        }
    }

    @Test
    void accountOfTheUrlIsUsed() throws IOException {
        try (var operator = ValkeyConnection.to(server.port())) {
            operator.ask("ACL", "SETUSER", "u+v", "on", ">p:w", "+ping");
            operator.ask("CONFIG", "SET", "requirepass", "secret");
        }

        for (String account : List.of("u+v:p%3Aw", ":secret", "default:secret")) {
            var url = "redis://%s@localhost:%d".formatted(account, server.port());
            try (var valkey = ValkeyConnection.to(url, "localhost", server.port())) {
                assertThat(valkey.ask("PING")).as(account).isEqualTo("PONG");
            }
        }
        var wrong = "redis://:wrong@localhost:" + server.port();
        assertThatIOException()
                .isThrownBy(() -> ValkeyConnection.to(wrong, "localhost", server.port()))
                .withMessageContaining("WRONGPASS");
    }

    @Test
    void strangerIsRecognised() throws IOException {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAsAnother(stranger));
            try (var valkey = ValkeyConnection.to(stranger.getLocalPort())) {
                assertThatIOException()
                        .isThrownBy(() -> valkey.ask("PING"))
                        .withMessageContaining("this is not a Valkey");
            }
        }
    }

    private static void answerAsAnother(ServerSocket stranger) {
        try (var client = stranger.accept()) {
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n".getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
