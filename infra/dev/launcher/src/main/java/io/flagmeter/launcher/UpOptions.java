package io.flagmeter.launcher;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code up} is told on its command line. */
final class UpOptions {

    @Option(
            names = "--detach",
            description = "Return when everything is healthy; it goes on in the background")
    private boolean detach;

    @Option(
            names = "--port",
            paramLabel = "N",
            converter = PortNumber.class,
            description = "API on N, worker on N+1, alerting on N+2 (8080, or as before a crash)")
    private @Nullable Integer port;

    @Option(
            names = "--postgres-port",
            paramLabel = "N",
            converter = PortNumber.class,
            description = "Port of the embedded PostgreSQL (the last one, or a free one)")
    private @Nullable Integer postgresPort;

    @Option(
            names = "--valkey-port",
            paramLabel = "N",
            converter = PortNumber.class,
            description = "Port of the embedded Valkey (the last one, or a free one)")
    private @Nullable Integer valkeyPort;

    static UpOptions detached() {
        var options = new UpOptions();
        options.detach = true;
        return options;
    }

    boolean detach() {
        return detach;
    }

    OptionalInt port() {
        return optional(port);
    }

    OptionalInt port(Server server) {
        return optional(
                switch (server) {
                    case POSTGRES -> postgresPort;
                    case VALKEY -> valkeyPort;
                });
    }

    private static OptionalInt optional(@Nullable Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    static final class PortNumber implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String word) {
            if (!word.matches("[0-9]{1,5}")
                    || Integer.parseInt(word) < 1
                    || Integer.parseInt(word) > 65535) {
                throw new TypeConversionException(
                        "'%s' is not a port from 1 to 65535".formatted(word));
            }
            return Integer.parseInt(word);
        }
    }
}
