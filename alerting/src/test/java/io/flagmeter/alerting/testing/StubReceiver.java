package io.flagmeter.alerting.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A receiver of webhooks that answers as it is told, well or badly, and keeps what it was sent. */
public final class StubReceiver implements AutoCloseable {

    private final ServerSocket server;
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Reply otherwise = status(200);

    /** What is done to a connection after its request was read. */
    public interface Reply {
        void to(Socket socket, CountDownLatch closed) throws IOException, InterruptedException;
    }

    /** A request. Names of headers are in lower case. */
    public record Received(String line, Map<String, String> headers, String body, long atNanos) {

        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    public StubReceiver() {
        this(serverSocket());
    }

    public StubReceiver(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    public static Reply status(int status, String... headers) {
        String lines = String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList());
        String head = "HTTP/1.1 %d Told\r\n%sContent-Length: 2\r\n\r\nok".formatted(status, lines);
        return (socket, closed) -> {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.close();
        };
    }

    public static Reply hang() {
        return (socket, closed) -> closed.await();
    }

    /** Ends the connection with RST. */
    public static Reply reset() {
        return (socket, closed) -> {
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    /** Promises a body and never ends it. */
    public static Reply slowBody(int status) {
        String head = "HTTP/1.1 %d Told\r\nContent-Length: 1000000\r\n\r\n.".formatted(status);
        return (socket, closed) -> {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            closed.await();
        };
    }

    /** For the next requests, one each. */
    public StubReceiver next(Reply... replies) {
        script.addAll(List.of(replies));
        return this;
    }

    /** For all requests without a script. */
    public StubReceiver otherwise(Reply reply) {
        otherwise = reply;
        return this;
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/services/T000/B000/secret-of-the-webhook";
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            received.add(request(new BufferedInputStream(socket.getInputStream())));
            Reply scripted = script.poll();
            (scripted == null ? otherwise : scripted).to(socket, closed);
        } catch (IOException ignored) {
            // The client went away, as some tests want.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Received request(InputStream in) throws IOException {
        String line = line(in);
        var headers = new HashMap<String, String>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), UTF_8);
        return new Received(line, headers, body, System.nanoTime());
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c == -1) {
                throw new IOException("the request ended early");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static ServerSocket serverSocket() {
        try {
            return new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
