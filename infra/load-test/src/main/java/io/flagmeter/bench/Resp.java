package io.flagmeter.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Collection;

/** A plain connection to Valkey for what no client is needed for, as filling and emptying lists. */
public final class Resp implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    /** Connects to a server on this machine. */
    public Resp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Puts payloads on a list in one command. */
    public void leftPush(String key, Collection<byte[]> payloads) throws IOException {
        begin(payloads.size() + 2);
        argument("LPUSH".getBytes(US_ASCII));
        argument(key.getBytes(UTF_8));
        for (byte[] payload : payloads) {
            argument(payload);
        }
        number();
    }

    void delete(String key) throws IOException {
        number("UNLINK", key);
    }

    /** How many payloads are on a list. */
    public long length(String key) throws IOException {
        return number("LLEN", key);
    }

    /** Sends a command that is answered by OK. */
    public void run(String... words) throws IOException {
        write(words);
        String answer = line();
        if (!answer.equals("+OK")) {
            throw new IOException("Valkey said " + answer);
        }
    }

    private long number(String... words) throws IOException {
        write(words);
        return number();
    }

    private void write(String... words) throws IOException {
        begin(words.length);
        for (String word : words) {
            argument(word.getBytes(UTF_8));
        }
    }

    private void begin(int words) throws IOException {
        out.write("*%d\r\n".formatted(words).getBytes(US_ASCII));
    }

    private void argument(byte[] bytes) throws IOException {
        out.write('$');
        out.write(Integer.toString(bytes.length).getBytes(US_ASCII));
        out.write('\r');
        out.write('\n');
        out.write(bytes);
        out.write('\r');
        out.write('\n');
    }

    private long number() throws IOException {
        String answer = line();
        if (answer.charAt(0) != ':') {
            throw new IOException("Valkey said " + answer);
        }
        return Long.parseLong(answer.substring(1));
    }

    private String line() throws IOException {
        out.flush();
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("Valkey closed the connection");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
