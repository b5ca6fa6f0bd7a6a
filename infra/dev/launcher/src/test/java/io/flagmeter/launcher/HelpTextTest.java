package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.tools.CommandLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

/**
 * The pages of {@code ./flagmeter help} are files, for they are shown before anything is built.
 * What picocli knows of the commands is the only source: {@code
 * JAVA_TOOL_OPTIONS=-Dflagmeter.help=write} writes it.
 */
class HelpTextTest {

    private static final Path PAGES = Path.of("src/main/help");

    /** What the script does by itself, and what is for the script alone. */
    private static final List<String> OF_THE_SCRIPT = List.of("help", "version", "test", "dev");

    private static final String FOR_THE_SCRIPT = "key";

    private static Stream<String> commands() {
        return Commands.of(stack(), screen()).keySet().stream()
                .filter(name -> !name.equals(FOR_THE_SCRIPT));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void pageIsWhatTheCommandSaysOfItself(String name) throws IOException {
        Path page = PAGES.resolve(name + ".txt");
        String help =
                CommandLines.of(Commands.of(stack(), screen()).get(name).get())
                        .getUsageMessage(Ansi.OFF);
        if (System.getProperty("flagmeter.help", "").equals("write")) {
            Files.writeString(page, help);
        }
        assertThat(page).hasContent(help);
    }

    @Test
    void firstPageNamesEveryCommandOnce() throws IOException {
        var named =
                Files.readAllLines(PAGES.resolve("flagmeter.txt")).stream()
                        .filter(line -> line.matches(" {2}[a-z]+ +[A-Z].*"))
                        .map(line -> line.strip().split(" ")[0])
                        .toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(commands(), OF_THE_SCRIPT.stream()).toList());
    }

    private static LocalStack stack() {
        return new LocalStack(Path.of("."), new StackDirectory(Path.of("target/none")));
    }

    private static Screen screen() {
        var nowhere = new ByteArrayOutputStream();
        return new Screen(new PrintStream(nowhere, true, StandardCharsets.UTF_8), 0, false);
    }
}
