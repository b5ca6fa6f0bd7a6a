package io.flagmeter.load.bench;

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

/** A plain connection to Valkey for what no client is needed for: filling and emptying lists. */
final class Resp implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Resp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void leftPush(String key, Collection<byte[]> payloads) throws IOException {
        out.write("*%d\r\n$5\r\nLPUSH\r\n".formatted(payloads.size() + 2).getBytes(US_ASCII));
        argument(key.getBytes(UTF_8));
        for (byte[] payload : payloads) {
            argument(payload);
        }
        number();
    }

    void delete(String key) throws IOException {
        out.write("*2\r\n$6\r\nUNLINK\r\n".getBytes(US_ASCII));
        argument(key.getBytes(UTF_8));
        number();
    }

    long length(String key) throws IOException {
        out.write("*2\r\n$4\r\nLLEN\r\n".getBytes(US_ASCII));
        argument(key.getBytes(UTF_8));
        return number();
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
        out.flush();
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("Valkey closed the connection");
            }
            line.append((char) c);
        }
        if (line.charAt(0) != ':') {
            throw new IOException("Valkey said " + line.toString().strip());
        }
        return Long.parseLong(line.substring(1).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
