package io.flagmeter.load;

import io.flagmeter.load.bench.BenchCommand;
import io.flagmeter.load.chaos.ChaosCommand;
import io.flagmeter.load.demo.DemoCommand;
import io.flagmeter.load.replay.ReplayCommand;
import io.flagmeter.load.writeoff.WriteOffCommand;
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
