package io.flagmeter.tools.writeoff;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.ApiOption;
import io.flagmeter.tools.FlagMeterClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flagmeter writeoff}: makes the books balance after a loss that the operator knows of. */
@Command(
        name = "writeoff",
        showDefaultValues = true,
        resourceBundle = "io.flagmeter.tools.writeoff.help")
public final class WriteOffCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything reads it
    private CommandSpec spec;

    @Mixin private final ApiOption option;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            showDefaultValue = Visibility.NEVER)
    private String reason = "";

    @Option(names = "--events", paramLabel = "N")
    private @Nullable Long events;

    public WriteOffCommand(Supplier<ApiAddress> here) {
        this.option = new ApiOption(here);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (var api = new FlagMeterClient(option.address(), TIMEOUT)) {
            long difference = api.ask(api.reconciliation()).path("difference").asLong();
            if (events == null) {
                out.printf("The difference of the books is %d.%n", difference);
                out.println(
                        difference == 0
                                ? "There is nothing to write off."
                                : "To write it off, say so: --events " + difference);
                return difference == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
            }
            JsonNode books =
                    api.ask(
                            api.post(
                                    "/reconciliation/losses",
                                    Map.of("events", events, "reason", reason)));
            out.printf(
                    "Written off: %d. Lost in all: %d; the difference of the books is %d.%n",
                    events, books.path("lost").asLong(), books.path("difference").asLong());
            return ExitCode.OK;
        } finally {
            out.flush();
        }
    }
}
