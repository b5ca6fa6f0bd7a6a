package io.flagmeter.stack.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** One connection through the proxy. */
final class Link implements AutoCloseable {

    private final Socket client;
    private final Socket server;
    private final Faults faults;
    private volatile boolean mute;
    private volatile boolean losesItsAnswer;

    Link(Socket client, Socket server, Faults faults) {
        this.client = client;
        this.server = server;
        this.faults = faults;
    }

    /** Carries bytes both ways; returns when the connection has ended. */
    void carry() {
        Thread.ofVirtual().start(() -> copy(client, server));
        copy(server, client);
    }

    private void copy(Socket from, Socket to) {
        try (this) {
            var buffer = new byte[1 << 16];
            for (int n = read(from, buffer); n > 0; n = read(from, buffer)) {
                LockSupport.parkNanos(faults.delay().toNanos());
                mute |= faults.isMute();
                if (from == server && (losesItsAnswer || faults.losesAnswer(buffer, n))) {
                    return;
                }
                // Before the request goes on: its answer may be quicker than we are.
                losesItsAnswer |= from == client && faults.losesAnswerTo(buffer, n);
                if (!mute) {
                    to.getOutputStream().write(buffer, 0, n);
                }
            }
        } catch (IOException closed) {
            // By either side, and so the other is closed as well.
        }
    }

    private static int read(Socket from, byte[] buffer) throws IOException {
        return from.getInputStream().read(buffer);
    }

    @Override
    public void close() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket cannot be closed", e);
            }
        }
    }
}
