package io.flagmeter.launcher;

import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.launcher.doctor.Doctor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The commands of {@code ./flagmeter} that need more than a shell; the script calls it. */
public final class Main {

    private Main() {}

    public static void main(String[] words) {
        var stack =
                new LocalStack(
                        Path.of(System.getProperty("flagmeter.clone", ".")).toAbsolutePath(),
                        new StackDirectory(
                                Path.of(System.getProperty("flagmeter.home", ".flagmeter"))));
        System.exit(run(stack, Screen.ofThisProcess(), Arrays.asList(words)));
    }

    private static int run(LocalStack stack, Screen screen, List<String> words) {
        try {
            return dispatch(stack, screen, words);
        } catch (UserError e) {
            complain(e.sentence());
            return e.exitStatus();
        } catch (UncheckedIOException e) {
            complain(
                    e.getCause() instanceof AccessDeniedException denied
                            ? ioSentence(denied)
                            : String.valueOf(e.getMessage()));
        } catch (IOException e) {
            complain(ioSentence(e));
        } catch (RuntimeException e) {
            complain(e.getMessage() == null ? e.toString() : e.getMessage());
            keep(stack, e);
        }
        return 1;
    }

    private static int dispatch(LocalStack stack, Screen screen, List<String> words)
            throws IOException {
        String command = words.isEmpty() ? "" : words.getFirst();
        var rest = words.subList(Math.min(1, words.size()), words.size());
        return switch (command) {
            case "up" -> new Up(stack, screen).run(rest);
            case "down" -> new Down(stack, screen).run(rest);
            case "status" -> new Status(stack, screen).run(rest);
            case "doctor" -> new Doctor(stack, screen).run(rest);
            default ->
                    throw UserError.usage(
                            "there is no command '" + command + "'; see ./flagmeter help.");
        };
    }

    private static String ioSentence(IOException e) {
        return e instanceof AccessDeniedException denied
                ? "No permission for "
                        + denied.getFile()
                        + "; another account may have run ./flagmeter here before."
                : String.valueOf(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private static void complain(String sentence) {
        new PrintStream(System.err, true, StandardCharsets.UTF_8)
                .println("flagmeter: " + sentence.strip());
    }

    /** The trace is for whoever repairs the launcher, not for whoever types. */
    private static void keep(LocalStack stack, RuntimeException e) {
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
            complain("Details are in " + log + ".");
        } catch (IOException unwritable) {
            complain("And its details cannot be written to " + log + ".");
        }
    }
}
