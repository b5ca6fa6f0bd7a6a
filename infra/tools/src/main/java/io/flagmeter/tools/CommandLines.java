package io.flagmeter.tools;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The manners all tools share: one line for an error, status 2 for bad usage, 1 for failure. */
public final class CommandLines {
    private CommandLines() {}

    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(CommandLines::badUsage)
                .setExecutionExceptionHandler(CommandLines::failed);
    }

    private static int badUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + e.getMessage());
        command.getErr().println("Try '" + name + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        String name = command.getCommandSpec().qualifiedName();
        String message = e.getMessage();
        command.getErr().println(name + ": " + (message == null ? e.toString() : message));
        return CommandLine.ExitCode.SOFTWARE;
    }
}
