package io.flagmeter.stack.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A TCP proxy on the loopback interface that fails as networks do. */
public final class FaultyProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final Target target;
    private final Faults faults = new Faults();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    /** Says for each new connection which port of this machine it goes to. */
    public interface Target {
        int port() throws IOException;
    }

    /**
     * Listens on a free port.
     *
     * @param port of the server behind it
     */
    public FaultyProxy(int port) {
        this(() -> port);
    }

    /** Listens on a free port, with several servers behind it. */
    public FaultyProxy(Target target) {
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    /** Where clients connect. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections that there are; new ones are served. */
    public void cut() {
        links.forEach(Link::close);
    }

    /** Holds back whatever is sent, in either direction. */
    public void delay(Duration delay) {
        faults.delay(delay);
    }

    /**
     * Connections that carry anything meanwhile are mute ever after, but open: as if the host
     * behind them had vanished.
     */
    public void muteWhile(BooleanSupplier condition) {
        faults.muteWhile(condition);
    }

    /**
     * Lets requests that contain a text pass, and ends their connections when the answers come.
     *
     * @param times how many; after that all answers pass again
     */
    public void loseAnswersTo(String request, int times) {
        faults.loseAnswersTo(request, times);
    }

    /**
     * Ends the connections on which an answer comes that contains a text, and passes none of it.
     *
     * @param times how many; after that all answers pass again
     */
    public void loseAnswersWith(String text, int times) {
        faults.loseAnswersWith(text, times);
    }

    /** How many answers are still to be lost. */
    public int answersToLose() {
        return faults.answersToLose();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            var server = new Socket(InetAddress.getLoopbackAddress(), target.port());
            var link = new Link(client, server, faults);
            links.add(link);
            link.carry();
            links.remove(link);
        } catch (IOException refused) {
            hangUp(client);
        }
    }

    private static void hangUp(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
