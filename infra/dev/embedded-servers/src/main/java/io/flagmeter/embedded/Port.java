package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
public final class Port {

    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Port() {}

    /** The wanted one; for 0 the one remembered in the file if it is free, else any free one. */
    static int choose(int wanted, Path memory) {
        if (wanted == 0) {
            int last = remembered(memory);
            return last != 0 && isFree(last) ? last : anyFree();
        }
        if (!isFree(wanted)) {
            throw taken(wanted);
        }
        return wanted;
    }

    /** Free together with the one 10,000 above it, where nodes of a Valkey cluster meet. */
    public static int withBus() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            if (isFree(port) && isFree(port + 10_000)) {
                return port;
            }
        }
    }

    static IllegalStateException taken(int port) {
        return new IllegalStateException(
                "port %d is taken; stop what listens there or choose another port".formatted(port));
    }

    private static int remembered(Path memory) {
        try {
            return Integer.parseInt(Files.readString(memory).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, LOOPBACK)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFree() {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
