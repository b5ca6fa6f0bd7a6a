package io.flagmeter.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/** A connection to a Valkey for what no client is needed for: a command out, a simple reply in. */
public final class ValkeyConnection implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Of one on this machine, which takes a command of half a gigabyte as well. */
    private static final Duration LONG_TIMEOUT = Duration.ofMinutes(1);

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    private ValkeyConnection(Socket socket, InetSocketAddress address, Duration timeout)
            throws IOException {
        this.socket = socket;
        socket.connect(address, Math.toIntExact(timeout.toMillis()));
        socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** To one on this machine. */
    public static ValkeyConnection to(int port) throws IOException {
        return to(port, LONG_TIMEOUT);
    }

    /** The same for whoever does not wait long. */
    public static ValkeyConnection to(int port, Duration timeout) throws IOException {
        var address = new InetSocketAddress(FreePorts.LOOPBACK, port);
        return new ValkeyConnection(new Socket(), address, timeout);
    }

    /**
     * To any.
     *
     * @param url says whether by TLS, and which account
     */
    public static ValkeyConnection to(String url, String host, int port) throws IOException {
        var uri = URI.create(url);
        var socket =
                "rediss".equals(uri.getScheme())
                        ? SSLSocketFactory.getDefault().createSocket()
                        : new Socket();
        var connection = new ValkeyConnection(socket, new InetSocketAddress(host, port), TIMEOUT);
        var account = Optional.ofNullable(uri.getRawUserInfo());
        if (account.isPresent()) {
            connection.authenticate(account.get().split(":", 2));
        }
        return connection;
    }

    /** {@code redis://:password@host} and {@code redis://user:password@host}. */
    private void authenticate(String[] account) throws IOException {
        var words =
                Stream.concat(Stream.of("AUTH"), Stream.of(account).map(ValkeyConnection::decoded))
                        .filter(word -> !word.isEmpty());
        ask(words.toArray(String[]::new));
    }

    /** The reply's text; an error reply is an exception with its words. */
    public String ask(String... words) throws IOException {
        return ask(Stream.of(words).map(word -> word.getBytes(UTF_8)).toList());
    }

    /** Puts payloads on a list in one command. */
    public void leftPush(String key, Collection<byte[]> payloads) throws IOException {
        var words = List.of("LPUSH".getBytes(UTF_8), key.getBytes(UTF_8));
        ask(Stream.concat(words.stream(), payloads.stream()).toList());
    }

    /** How many payloads are on a list. */
    public long length(String key) throws IOException {
        return Long.parseLong(ask("LLEN", key));
    }

    private String ask(List<byte[]> words) throws IOException {
        out.write(("*" + words.size() + "\r\n").getBytes(UTF_8));
        for (byte[] word : words) {
            out.write(("$" + word.length + "\r\n").getBytes(UTF_8));
            out.write(word);
            out.write('\r');
            out.write('\n');
        }
        out.flush();
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
        return new String(text, UTF_8);
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
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
