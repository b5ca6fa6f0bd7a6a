package io.flagmeter.tools.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.DriverManager;
import java.sql.SQLException;

/** How many clients the two servers have, as they say themselves, without the one that asks. */
record DatabaseConnections(ChaosStack stack) {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final String VALKEY = "connected_clients:";

    private static final String POSTGRES =
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            """;

    int valkey() throws IOException {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.valkeyPort()),
                    PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write("INFO clients\r\n".getBytes(US_ASCII));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(VALKEY)) {
                    return Integer.parseInt(line.substring(VALKEY.length())) - 1;
                }
            }
            throw new IOException("Valkey does not say how many clients it has");
        }
    }

    int postgres() throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                stack.jdbcUrl() + "&connectTimeout=2&socketTimeout=2");
                var statement = connection.createStatement();
                var row = statement.executeQuery(POSTGRES)) {
            row.next();
            return row.getInt(1);
        }
    }
}
