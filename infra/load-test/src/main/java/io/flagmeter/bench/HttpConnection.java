package io.flagmeter.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** One keep-alive HTTP/1.1 connection, one request at a time, not blocking. */
final class HttpConnection implements AutoCloseable {

    private static final String LENGTH = "content-length:";
    private static final int OK = 200;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private final byte[] head = new byte[4096];
    private int bodyAt;
    private int end = -1;

    /** When the request under way began, for whoever measures. */
    long began;

    HttpConnection(int port, int maxRequestBytes, Selector selector) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
        out = ByteBuffer.allocateDirect(maxRequestBytes);
        // A batch is answered with about as much as it brought.
        in = ByteBuffer.allocateDirect(Math.max(8 * 1024, 2 * maxRequestBytes));
    }

    void send(Requests requests) throws IOException {
        out.clear();
        requests.next(out);
        out.flip();
        in.clear();
        end = -1;
        write();
    }

    /** Does what the selector says is possible; true if the answer is now complete. */
    boolean proceed() throws IOException {
        if (key.isWritable()) {
            write();
        }
        if (!key.isReadable()) {
            return false;
        }
        if (channel.read(in) < 0) {
            throw new EOFException("the server closed a connection");
        }
        if (end < 0) {
            readHead();
        }
        return end >= 0 && in.position() >= end;
    }

    boolean succeeded() {
        return status() == OK;
    }

    private int status() {
        // "HTTP/1.1 200 OK"
        return (in.get(9) - '0') * 100 + (in.get(10) - '0') * 10 + in.get(11) - '0';
    }

    private void write() throws IOException {
        channel.write(out);
        int interest =
                out.hasRemaining()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    private void readHead() {
        int length = Math.min(in.position(), head.length);
        in.get(0, head, 0, length);
        for (int i = 3; i < length; i++) {
            if (head[i] == '\n' && head[i - 2] == '\n') {
                bodyAt = i + 1;
                end = bodyAt + bodyLength(i);
                return;
            }
        }
    }

    private int bodyLength(int headLength) {
        for (int i = 0; i < headLength - LENGTH.length(); i++) {
            if (head[i] == '\n' && (head[i + 1] | 0x20) == 'c' && isLength(i + 1)) {
                int at = i + 1 + LENGTH.length();
                int length = 0;
                for (; head[at] != '\r'; at++) {
                    length = head[at] == ' ' ? length : length * 10 + head[at] - '0';
                }
                return length;
            }
        }
        throw new IllegalStateException("an answer without a Content-Length");
    }

    private boolean isLength(int at) {
        return new String(head, at, LENGTH.length(), ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .equals(LENGTH);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
