package io.flagmeter.tools;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The manners all commands share: one line for an error, status 2 for bad usage, 1 for failure. */
public final class CommandLines {

    private static final int COLUMNS = 100;

    private CommandLines() {}

    public static CommandLine of(Object command) {
        var line =
                new CommandLine(command)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setParameterExceptionHandler(CommandLines::badUsage)
                        .setExecutionExceptionHandler(CommandLines::failed);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help").usageHelp(true).hidden(true).build());
        explain(line);
        return line;
    }

    /** What it does comes first, as in the page of all commands. */
    private static void explain(CommandLine line) {
        line.setHelpSectionKeys(
                List.of(
                        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                        UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
                        UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                        UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
                        UsageMessageSpec.SECTION_KEY_FOOTER));
        var usage = line.getCommandSpec().usageMessage();
        usage.width(COLUMNS).synopsisHeading("%nUsage: ./flagmeter ").abbreviateSynopsis(false);
        usage.parameterListHeading("%n").optionListHeading("%nOptions:%n").footerHeading("%n");
        line.setHelpFactory(
                (spec, colors) -> {
                    // As people write it; both are understood.
                    spec.parser().separator(" ");
                    return new Help(spec, colors);
                });
    }

    private static int badUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandName();
        String message =
                e instanceof UnmatchedArgumentException unmatched
                        ? "'%s' takes no '%s'".formatted(name, unmatched.getUnmatched().getFirst())
                        : String.valueOf(e.getMessage());
        command.getErr()
                .println("flagmeter: %s; see ./flagmeter %s --help.".formatted(message, name));
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        String message = e.getMessage();
        command.getErr().println("flagmeter: " + (message == null ? e.toString() : message));
        return e instanceof UserError error ? error.exitStatus() : CommandLine.ExitCode.SOFTWARE;
    }
}
