package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports of the loopback interface that nobody listens on at this moment. */
public final class FreePorts {

    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /**
     * Below those that systems lend to outgoing connections: one of these could take the port of a
     * server that is dead for the moment, even by connecting to itself.
     */
    private static final int LOWEST = 12_000;

    private static final int HIGHEST = 32_000;

    private FreePorts() {}

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, LOOPBACK)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** The same on an address; one that this machine does not have cannot be taken. */
    public static boolean isFree(String host, int port) throws UnknownHostException {
        var address = InetAddress.getByName(host);
        return canBind(address, port) || !canBind(address, 0);
    }

    private static boolean canBind(InetAddress address, int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** One that the system chooses. */
    public static int any() {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    /** The first of several ports that differ from it by these numbers. */
    public static int first(IntStream offsets) {
        int[] all = offsets.toArray();
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (IntStream.of(all).allMatch(offset -> isFree(first + offset))) {
                return first;
            }
        }
    }

    /** The first of several in a row. */
    public static int row(int count) {
        return first(IntStream.range(0, count));
    }
}
