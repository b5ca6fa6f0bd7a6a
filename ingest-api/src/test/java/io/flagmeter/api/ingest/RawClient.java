package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A connection on which a test writes what no proper client would. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    RawClient() throws IOException {
        socket = new Socket("localhost", RestAssured.port);
        socket.setSoTimeout(5_000);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return this;
    }

    /** The next answer, head and body. */
    String answer() throws IOException {
        InputStream in = socket.getInputStream();
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append(character(in));
        }
        int rest = length(text.toString());
        for (int i = 0; i < rest; i++) {
            text.append(character(in));
        }
        return text.toString();
    }

    /** Whether the server has closed the connection. */
    boolean isClosed() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    private static char character(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new IOException("closed");
        }
        return (char) b;
    }

    private static int length(String head) {
        return head.lines()
                .filter(
                        line ->
                                line.toLowerCase(java.util.Locale.ROOT)
                                        .startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
