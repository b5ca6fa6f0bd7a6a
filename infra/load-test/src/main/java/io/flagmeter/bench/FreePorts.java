package io.flagmeter.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports that nobody listens on at this moment. */
final class FreePorts {

    private static final int TRIES = 100;

    private FreePorts() {}

    /** The first of several in a row. */
    static int first(int count) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            try (var first = listen(0)) {
                int port = first.getLocalPort();
                for (int next = port + 1; next < port + count; next++) {
                    listen(next).close();
                }
                return port;
            } catch (IOException | IllegalArgumentException taken) {
                // One of the neighbours is in use: look elsewhere.
            }
        }
        throw new IOException("no " + count + " free ports in a row");
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
    }
}
