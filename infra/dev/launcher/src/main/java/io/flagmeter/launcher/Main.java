package io.flagmeter.launcher;

import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.tools.CommandLines;
import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** The commands of {@code ./flagmeter} that need more than a shell; the script calls it. */
public final class Main {

    private Main() {}

    public static void main(String[] words) {
        var stack =
                new LocalStack(
                        Path.of(System.getProperty("flagmeter.clone", ".")).toAbsolutePath(),
                        new StackDirectory(
                                Path.of(System.getProperty("flagmeter.home", ".flagmeter"))));
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(stack, Screen.ofThisProcess(), err, List.of(words)));
    }

    static int run(LocalStack stack, Screen screen, PrintWriter err, List<String> words) {
        String name = words.isEmpty() ? "" : words.getFirst();
        var command = Commands.of(stack, screen).get(name);
        if (command == null) {
            err.println("flagmeter: there is no command '" + name + "'; see ./flagmeter help.");
            return ExitCode.USAGE;
        }
        return CommandLines.of(command.get())
                .setOut(new PrintWriter(screen.out(), true, StandardCharsets.UTF_8))
                .setErr(err)
                .setExecutionExceptionHandler((e, line, parsed) -> failed(stack, e, line))
                .execute(words.subList(1, words.size()).toArray(String[]::new));
    }

    private static int failed(LocalStack stack, Exception e, CommandLine command) {
        boolean foreseen = e instanceof UserError || e instanceof UncheckedIOException;
        int status = CommandLines.failed(e, command);
        if (e instanceof RuntimeException && !foreseen) {
            keep(stack, command.getErr(), e);
        }
        return status;
    }

    /** The trace is for whoever repairs the launcher, not for whoever types. */
    private static void keep(LocalStack stack, PrintWriter err, Exception e) {
        Path log = stack.directory().log("flagmeter");
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            Files.writeString(
                    log,
                    Instant.now() + " " + trace,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            err.println("flagmeter: Details are in " + log + ".");
        } catch (IOException unwritable) {
            err.println("flagmeter: And its details cannot be written to " + log + ".");
        }
    }
}
