package io.flagmeter.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stands between the API and Valkey. Connections that carry anything while the file {@code mute} is
 * there are mute ever after, but open: as if the host behind them had vanished.
 */
final class MutableProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Path mute;

    MutableProxy(int target, Path mute) {
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.target = target;
        this.mute = mute;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            var valkey = new Socket("localhost", target);
            var isMute = new boolean[1];
            Thread.ofVirtual().start(() -> copy(client, valkey, isMute));
            copy(valkey, client, isMute);
        } catch (IOException refused) {
            close(client);
        }
    }

    private void copy(Socket from, Socket to, boolean[] isMute) {
        try {
            var buffer = new byte[1 << 16];
            for (int n = from.getInputStream().read(buffer);
                    n > 0;
                    n = from.getInputStream().read(buffer)) {
                isMute[0] |= Files.exists(mute);
                if (!isMute[0]) {
                    to.getOutputStream().write(buffer, 0, n);
                }
            }
        } catch (IOException closed) {
            // By either side: the other is closed as well.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
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
