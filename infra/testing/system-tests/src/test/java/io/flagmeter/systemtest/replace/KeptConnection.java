package io.flagmeter.systemtest.replace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** One HTTP/1.1 connection, kept for as long as the server allows; it sends nothing twice. */
final class KeptConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private boolean kept = true;

    KeptConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    record Answer(int status, String body) {}

    /** Sends one request and waits for its answer. */
    Answer send(String method, String path, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        String head =
                "%s %s HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d"
                        .formatted(method, path, RollingMeter.KEY, bytes.length);
        socket.getOutputStream().write((head + "\r\n\r\n" + body).getBytes(UTF_8));
        return answer();
    }

    private Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String[] parts = header.toLowerCase(Locale.ROOT).split(": *", 2);
            switch (parts[0]) {
                case "content-length" -> length = Integer.parseInt(parts[1]);
                case "connection" -> kept = !parts[1].equals("close");
                default -> {}
            }
        }
        return new Answer(status, new String(in.readNBytes(length), UTF_8));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed instead of an answer");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Whether the server will take another request. */
    boolean isKept() {
        return kept;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
