package io.flagmeter.launcher;

import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flagmeter logs}: tail, told which files. */
@Command(
        name = "logs",
        description = "Shows the end of the logs.",
        footer = {
            "Names: postgres, valkey, rollup-worker, ingest-api, alerting, build.",
            "The files are .flagmeter/logs/NAME.log."
        })
final class Logs implements Callable<Integer> {

    private static final int LINES_OF_ONE = 100;
    private static final int LINES_OF_EACH = 20;
    private static final String BUILD = "build";

    private final LocalStack stack;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which, all if none is named")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "LINES",
            description = "How many lines of each (20; with a NAME 100)")
    private @Nullable Integer lines;

    Logs(LocalStack stack) {
        this.stack = stack;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return HandOver.to(command(), Map.of());
    }

    List<String> command() {
        if (lines != null && lines < 0) {
            throw UserError.usage("--lines needs a number of lines; see ./flagmeter logs --help.");
        }
        var files = wanted().map(stack.directory()::log).filter(Files::exists).toList();
        if (files.isEmpty()) {
            throw UserError.about("no such log yet; ./flagmeter up writes it.");
        }
        int count = lines != null ? lines : names.size() == 1 ? LINES_OF_ONE : LINES_OF_EACH;
        var command = new ArrayList<>(List.of("tail", "-n", Integer.toString(count)));
        if (follow) {
            command.add("-F");
        }
        files.stream().map(Path::toString).forEach(command::add);
        return command;
    }

    private Stream<String> wanted() {
        var parts = parts();
        for (String name : names) {
            if (!parts.contains(name) && !name.equals(BUILD)) {
                throw UserError.usage(
                        "there is no log '%s'; see ./flagmeter logs --help.".formatted(name));
            }
        }
        return (names.isEmpty() ? parts : names).stream();
    }

    private static List<String> parts() {
        return Stream.concat(
                        Stream.of(Server.values()).map(Server::label),
                        Service.ALL.stream().map(Service::name))
                .toList();
    }
}
