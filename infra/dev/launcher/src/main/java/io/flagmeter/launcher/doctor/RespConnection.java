package io.flagmeter.launcher.doctor;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** As much of Valkey's protocol as an examination takes: a command out, one simple reply in. */
final class RespConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5000;

    private final Socket socket;
    private final InputStream in;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RespConnection to(String url, String host, int port) throws IOException {
        var uri = URI.create(url);
        var socket =
                "rediss".equals(uri.getScheme())
                        ? SSLSocketFactory.getDefault().createSocket()
                        : new Socket();
        socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        var connection = new RespConnection(socket);
        var account = Optional.ofNullable(uri.getRawUserInfo());
        if (account.isPresent()) {
            connection.authenticate(account.get().split(":", 2));
        }
        return connection;
    }

    /** {@code redis://:password@host} and {@code redis://user:password@host}. */
    private void authenticate(String[] account) throws IOException {
        String user = decoded(account[0]);
        if (account.length == 1) {
            ask("AUTH", user);
        } else if (user.isEmpty()) {
            ask("AUTH", decoded(account[1]));
        } else {
            ask("AUTH", user, decoded(account[1]));
        }
    }

    /** The reply's text; an error reply is an exception with its words. */
    String ask(String... words) throws IOException {
        var command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int bytes = word.getBytes(StandardCharsets.UTF_8).length;
            command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
        String line = line();
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '$' -> bulk(Integer.parseInt(line.substring(1)));
            case '-' -> throw new IOException(line.substring(1));
            default -> throw new IOException("this is not a Valkey: it answers '" + line + "'");
        };
    }

    private String bulk(int length) throws IOException {
        byte[] text = in.readNBytes(Math.max(0, length));
        if (length >= 0) {
            line();
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server hung up");
            }
            if (line.length() > 1000) {
                throw new IOException("this is not a Valkey");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
