package io.flagmeter.tools.demo;

import io.flagmeter.tools.Api;
import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flagmeter demo}: the options, and the exit status. */
@Command(
        name = "demo",
        usageHelpWidth = 100,
        showDefaultValues = true,
        resourceBundle = "io.flagmeter.tools.demo.help")
public final class DemoCommand implements Callable<Integer> {

    private static final int BASE = 36;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything reads it
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            showDefaultValue = Visibility.NEVER)
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    @Option(names = "--url", paramLabel = "URL")
    private URI url = URI.create("http://localhost:8080");

    @Option(names = "--patience", paramLabel = "SECONDS")
    private int patience = 30;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String run = Long.toString(System.currentTimeMillis(), BASE);
        PrintWriter out = spec.commandLine().getOut();
        try (var api = new Api(url, OperatorKey.ofEnvironment())) {
            var demo = new Demo(api, run, Duration.ofSeconds(patience), out::println);
            boolean once = demo.run();
            out.println(once ? "Exactly one message: as it should be." : "Not as it should be.");
            return once ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }
}
