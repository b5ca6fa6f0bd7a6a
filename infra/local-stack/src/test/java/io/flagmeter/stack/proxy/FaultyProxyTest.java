package io.flagmeter.stack.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyProxyTest {

    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final ServerSocket echo = echo();
    private final FaultyProxy proxy = new FaultyProxy(echo.getLocalPort());

    private ServerSocket echo() {
        try {
            var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> serve(server));
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(ServerSocket server) {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> answer(client));
            }
        } catch (IOException closed) {
            // At the end of the test.
        }
    }

    private void answer(Socket client) {
        try (client) {
            var word = new byte[4];
            while (client.getInputStream().readNBytes(word, 0, 4) == 4) {
                received.add(new String(word, US_ASCII));
                client.getOutputStream().write(word);
            }
        } catch (IOException closed) {
            // By the proxy.
        }
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(300);
        return socket;
    }

    private static String say(Socket socket, String word) throws IOException {
        socket.getOutputStream().write(word.getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(4), US_ASCII);
    }

    @Test
    void lostAnswerMeansThatTheRequestArrived() throws Exception {
        proxy.loseAnswersTo("lose", 1);
        try (Socket socket = connect()) {
            assertThat(say(socket, "keep")).isEqualTo("keep");
            assertThat(say(socket, "lose")).isEmpty();
        }

        assertThat(received).containsExactly("keep", "lose");
        assertThat(proxy.answersToLose()).isZero();
        try (Socket socket = connect()) {
            assertThat(say(socket, "lose")).isEqualTo("lose");
        }
    }

    @Test
    void answerCanBeKnownByItsOwnWords() throws Exception {
        proxy.loseAnswersWith("done", 1);
        try (Socket socket = connect()) {
            assertThat(say(socket, "keep")).isEqualTo("keep");
            assertThat(say(socket, "done")).isEmpty();
        }

        assertThat(received).containsExactly("keep", "done");
    }

    @Test
    void cutEndsWhatIsThereAndServesWhatComes() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "made");
            proxy.cut();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket socket = connect()) {
            assertThat(say(socket, "anew")).isEqualTo("anew");
        }
    }

    @Test
    void connectionThatWasMuteStaysSo() throws Exception {
        try (Socket socket = connect()) {
            proxy.muteWhile(() -> true);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> say(socket, "mute"));
            proxy.muteWhile(() -> false);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> say(socket, "mute"));
        }
        assertThat(received.poll(0, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void delayIsWaitedForInBothDirections() throws Exception {
        proxy.delay(Duration.ofMillis(50));
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            assertThat(say(socket, "slow")).isEqualTo("slow");
            assertThat(System.nanoTime() - start).isGreaterThan(100_000_000);
        }
    }
}
