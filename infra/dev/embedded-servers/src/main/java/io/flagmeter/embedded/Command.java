package io.flagmeter.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A short program that is run to its end. */
final class Command {

    private Command() {}

    /** How it ended, and what it wrote to both outputs. */
    record Result(int exitCode, String output) {

        boolean succeeded() {
            return exitCode == 0;
        }
    }

    static Result run(List<String> command) {
        return run(command, "");
    }

    static Result run(List<String> command, String input) {
        try {
            Process process = prepared(command).redirectErrorStream(true).start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading: its exit code says more than the broken pipe.
            }
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
        }
    }

    /** The settings each of our children gets. */
    static ProcessBuilder prepared(List<String> command) {
        // Not our working directory: another account may be unable to enter it.
        var builder = new ProcessBuilder(command).directory(new File("/"));
        // Messages are searched and shown, so they must not be translated.
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(Command::isOurs);
        return builder;
    }

    /** Our settings mean nothing to the programs of others, and some are secrets. */
    private static boolean isOurs(String variable) {
        return variable.startsWith("FLAGMETER_")
                || variable.equals("DATABASE_URL")
                || variable.equals("VALKEY_URL");
    }
}
