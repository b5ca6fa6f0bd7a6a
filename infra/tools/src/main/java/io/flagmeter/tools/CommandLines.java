package io.flagmeter.tools;

import java.io.Console;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
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
                        .setExecutionExceptionHandler((e, failing, parsed) -> failed(e, failing));
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

    private static int badUsage(ParameterException e, String[] args) {
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

    /** Says in one line what failed; its exit status. */
    public static int failed(Exception e, CommandLine command) {
        command.getErr().println("flagmeter: " + sentence(e));
        return e instanceof UserError error ? error.exitStatus() : CommandLine.ExitCode.SOFTWARE;
    }

    private static String sentence(Exception e) {
        return switch (e) {
            case AccessDeniedException denied ->
                    "No permission for %s; another account may have run ./flagmeter here before."
                            .formatted(denied.getFile());
            case UncheckedIOException unchecked
                    when unchecked.getCause() instanceof AccessDeniedException denied ->
                    sentence(denied);
            default -> e.getMessage() == null ? e.toString() : e.getMessage().strip();
        };
    }

    /** Options that make no sense are bad usage as unknown ones are. */
    public static <T> T checked(CommandSpec spec, Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether a line may be written over. */
    public static boolean onTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
