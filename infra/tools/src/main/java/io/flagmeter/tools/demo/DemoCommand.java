package io.flagmeter.tools.demo;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.ApiOption;
import io.flagmeter.tools.FlagMeterClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flagmeter demo}: the options, and the exit status. */
@Command(name = "demo", showDefaultValues = true, resourceBundle = "io.flagmeter.tools.demo.help")
public final class DemoCommand implements Callable<Integer> {

    private static final int BASE = 36;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything reads it
    private CommandSpec spec;

    @Mixin private final ApiOption option;

    @Option(names = "--patience", paramLabel = "SECONDS")
    private int patience = 30;

    public DemoCommand(Supplier<ApiAddress> here) {
        this.option = new ApiOption(here);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String run = Long.toString(System.currentTimeMillis(), BASE);
        PrintWriter out = spec.commandLine().getOut();
        try (var api = new FlagMeterClient(option.address(), TIMEOUT)) {
            var demo = new Demo(api, run, Duration.ofSeconds(patience), out::println);
            boolean once = demo.run();
            out.println(once ? "Exactly one message: as it should be." : "Not as it should be.");
            return once ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }
}
