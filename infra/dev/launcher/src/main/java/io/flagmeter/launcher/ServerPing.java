package io.flagmeter.launcher;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Whether a server answers its own protocol: the shortest exchange that needs no account. */
final class ServerPing {

    private static final int SSL_REQUEST_LENGTH = 8;
    private static final int SSL_REQUEST = 80877103;

    private ServerPing() {}

    static Health of(Server server, String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), Health.TIMEOUT_MILLIS);
            socket.setSoTimeout(Health.TIMEOUT_MILLIS);
            var out = new DataOutputStream(socket.getOutputStream());
            switch (server) {
                // PostgreSQL answers S or N to the question whether it speaks TLS.
                case POSTGRES -> {
                    out.writeInt(SSL_REQUEST_LENGTH);
                    out.writeInt(SSL_REQUEST);
                }
                // A Valkey with a password answers -NOAUTH, which is an answer.
                case VALKEY -> out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            // A Valkey that speaks TLS alone hangs up, which is an answer as well.
            boolean answers = socket.getInputStream().read() >= 0 || server == Server.VALKEY;
            return answers ? new Health(true, "ready") : new Health(false, "hangs up");
        } catch (IOException e) {
            return new Health(false, "no answer");
        }
    }
}
