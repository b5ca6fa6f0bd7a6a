package io.flagmeter.api;

import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an operator needs to read of a failed start. */
final class StartupFailure {

    private static final Pattern CONVERSION =
            Pattern.compile(
                    "The config property (\\S+) with the config value \"(.*)\" threw an Exception"
                            + " whilst being converted (?:SRCFG\\d+: )?(.*)",
                    Pattern.DOTALL);

    private StartupFailure() {}

    /** One sentence a fault that names the variable; empty if it takes a stack trace to tell. */
    static Optional<String> sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ConfigValidationException e -> Optional.of(problems(e));
            case ConfigurationException e -> Optional.ofNullable(e.getMessage());
            case QuarkusBindException e ->
                    Optional.of("port " + e.getPort() + " is taken: set QUARKUS_HTTP_PORT");
            case IllegalArgumentException e when isOurs(e) -> Optional.ofNullable(e.getMessage());
            default -> Optional.empty();
        };
    }

    private static String problems(ConfigValidationException e) {
        return IntStream.range(0, e.getProblemCount())
                .mapToObj(i -> problem(String.valueOf(e.getProblem(i).getMessage())))
                .collect(Collectors.joining("\n"));
    }

    private static String problem(String message) {
        Matcher conversion = CONVERSION.matcher(message);
        if (!conversion.find()) {
            return message;
        }
        return variable(conversion.group(1))
                + " cannot be \""
                + conversion.group(2)
                + "\": "
                + conversion.group(3);
    }

    /** The environment variable of a property, by the rule of MicroProfile Config. */
    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static boolean isOurs(IllegalArgumentException e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("io.flagmeter.");
    }
}
