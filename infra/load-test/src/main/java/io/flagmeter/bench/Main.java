package io.flagmeter.bench;

import io.flagmeter.tools.CommandLines;
import io.flagmeter.tools.chaos.ChaosCommand;
import io.flagmeter.tools.demo.DemoCommand;
import io.flagmeter.tools.replay.ReplayCommand;
import io.flagmeter.tools.writeoff.WriteOffCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Hands the command line to the tool it names. */
@Command(
        name = "flagmeter",
        description = "Drives a running FlagMeter from outside.",
        subcommands = {
            BenchCommand.class,
            ChaosCommand.class,
            DemoCommand.class,
            ReplayCommand.class,
            WriteOffCommand.class
        })
final class Main {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    private Main() {}

    public static void main(String[] args) {
        System.exit(CommandLines.of(new Main()).execute(args));
    }
}
