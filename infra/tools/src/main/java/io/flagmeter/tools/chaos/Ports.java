package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The ports of a stack of our own, in a row. Below those that systems lend to outgoing connections:
 * one of these could take the port of a server that is dead for the moment, even by connecting to
 * itself.
 */
record Ports(int first) {
    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 32_000;
    private static final int COUNT = 6;

    static Ports free() {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (IntStream.range(first, first + COUNT).allMatch(Ports::isFree)) {
                return new Ports(first);
            }
        }
    }

    int api() {
        return first;
    }

    /** The launcher takes the API's next two for worker and alerting. */
    int worker() {
        return first + 1;
    }

    int secondWorker() {
        return first + 3;
    }

    int postgres() {
        return first + 4;
    }

    int valkey() {
        return first + 5;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
