package io.flagmeter.systemtest.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many connections to this machine of which none reads, with what each of them still wants to say.
 */
final class HostileSockets implements AutoCloseable {

    private final InetSocketAddress target;
    private final List<SocketChannel> open = new ArrayList<>();

    HostileSockets(int port) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Connects so many times and says the same on each; those that are refused are left out. */
    void open(int count, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(target);
            channel.configureBlocking(false);
            open.add(channel);
            say(channel, bytes.duplicate());
        }
    }

    /** Repeats a text on every connection for as long as the server takes it, and for so long. */
    void flood(String text, Duration length) throws IOException, InterruptedException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        List<ByteBuffer> rest = open.stream().map(channel -> bytes.duplicate()).toList();
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            long written = 0;
            for (int i = 0; i < open.size(); i++) {
                if (!rest.get(i).hasRemaining()) {
                    rest.get(i).rewind();
                }
                written += say(open.get(i), rest.get(i));
            }
            if (written == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** How many bytes went; none to a server that has closed the connection. */
    private static long say(SocketChannel channel, ByteBuffer bytes) {
        try {
            return channel.write(bytes);
        } catch (IOException closed) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
