package io.flagmeter.launcher;

import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Properties;

/**
 * What the running services were started with, kept until they are stopped on purpose; whatever
 * dies comes back on the same ports. Addresses only: no password is written down.
 */
record LastRun(ServicePorts ports, String database, String valkey) {

    static Optional<LastRun> read(LocalStack stack) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(stack.lastRun())));
            return Optional.of(
                    new LastRun(
                            new ServicePorts(Integer.parseInt(properties.getProperty("port", ""))),
                            properties.getProperty("postgres", ""),
                            properties.getProperty("valkey", "")));
        } catch (IOException | NumberFormatException | UserError absentOrTorn) {
            return Optional.empty();
        }
    }

    void write(LocalStack stack) throws IOException {
        Files.createDirectories(stack.lastRun().toAbsolutePath().getParent());
        Files.writeString(
                stack.lastRun(),
                "port=%d\npostgres=%s\nvalkey=%s\n".formatted(ports.first(), database, valkey));
    }

    static void forget(LocalStack stack) throws IOException {
        Files.deleteIfExists(stack.lastRun());
    }

    String address(Server server) {
        return switch (server) {
            case POSTGRES -> database;
            case VALKEY -> valkey;
        };
    }
}
