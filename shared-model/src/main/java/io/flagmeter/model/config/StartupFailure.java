package io.flagmeter.model.config;

import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What an operator needs to read of a failed start. */
public final class StartupFailure {

    private static final Pattern CONVERSION =
            Pattern.compile(
                    "The config property (\\S+) with the config value \"(.*)\" threw an Exception"
                            + " whilst being converted (?:SRCFG\\d+: )?(.*)",
                    Pattern.DOTALL);

    private StartupFailure() {}

    /** Ends the process, and says why if it could not start. */
    public static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            sentence(failure).ifPresentOrElse(System.err::println, failure::printStackTrace);
        }
        System.exit(code);
    }

    /** One sentence a fault that names the variable; empty if it takes a stack trace to tell. */
    public static Optional<String> sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ConfigValidationException e -> Optional.of(problems(e));
            case BindException _ -> Optional.of("the port is taken: set QUARKUS_HTTP_PORT");
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
        return "%s cannot be \"%s\": %s"
                .formatted(variable(conversion.group(1)), conversion.group(2), conversion.group(3));
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
