package io.flagmeter.tools.replay;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.ApiOption;
import io.flagmeter.tools.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flagmeter replay}: the options, and what of them makes no sense. */
@Command(
        name = "replay",
        showDefaultValues = true,
        resourceBundle = "io.flagmeter.tools.replay.help")
public final class ReplayCommand implements Callable<Integer> {
    private final Time time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything reads it
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", showDefaultValue = Visibility.NEVER)
    private Path file = Path.of("");

    @Mixin private final ApiOption api;

    @Option(names = "--tenant", paramLabel = "NAME", showDefaultValue = Visibility.NEVER)
    private @Nullable String tenant;

    @Option(names = "--feature", paramLabel = "NAME")
    private String feature = "replay";

    @Option(names = "--times", paramLabel = "now|original", showDefaultValue = Visibility.NEVER)
    private Times times = Times.NOW;

    @Option(names = "--speed", paramLabel = "FACTOR|max")
    private String speed = "max";

    @Option(names = "--batch", paramLabel = "N")
    private int batch = 500;

    @Option(names = "--concurrency", paramLabel = "N")
    private int concurrency = 4;

    @Option(names = "--timeout", paramLabel = "SECONDS")
    private long timeout = 120;

    public ReplayCommand(Supplier<ApiAddress> here) {
        this(Time.system(), new ApiOption(here));
    }

    ReplayCommand(Time time, ApiOption api) {
        this.time = time;
        this.api = api;
    }

    @Override
    public Integer call() throws GaveUpException, IOException, InterruptedException {
        ReplayOptions how = options();
        Trace trace;
        try {
            trace = TraceReader.read(file);
        } catch (BadTraceException e) {
            err().println(e.getMessage());
            return ExitCode.USAGE;
        }
        ApiAddress address = api.address();
        ReplayReport report;
        try (ReplayProgress progress = new ReplayProgress(err(), CommandLines.onTerminal())) {
            report = new Replay(address, time, progress).run(trace, how);
        }
        PrintWriter out = spec.commandLine().getOut();
        report.lines().forEach(out::println);
        out.flush();
        return report.exitCode();
    }

    private ReplayOptions options() {
        return CommandLines.checked(
                spec,
                () ->
                        new ReplayOptions(
                                new Target(
                                        tenant == null ? Target.tenantOf(file) : tenant, feature),
                                times,
                                Speed.of(speed),
                                batch,
                                concurrency,
                                Duration.ofSeconds(timeout)));
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
