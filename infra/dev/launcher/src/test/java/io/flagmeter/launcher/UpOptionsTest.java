package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.StackDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UpOptionsTest {

    private final StringWriter err = new StringWriter();

    @TempDir private Path home;

    @Test
    void optionsComeInAnyOrderWithBlankOrEqualsSign() {
        var options =
                CommandLine.populateCommand(
                        new UpOptions(), "--valkey-port=7000", "--detach", "--port", "9080");

        assertThat(options.detach()).isTrue();
        assertThat(options.port()).hasValue(9080);
        assertThat(options.port(Server.VALKEY)).hasValue(7000);
        assertThat(options.port(Server.POSTGRES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "x", "", "8080.0", "99999999999"})
    void portOutOfRangeIsNamed(String port) {
        assertThat(flagmeter("up", "--port", port)).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("flagmeter: ")
                .contains("--port", "'" + port + "'")
                .endsWith("see ./flagmeter up --help.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bogus", "8080", "-d"})
    void unknownWordIsNamedAndIsAUsageError(String word) {
        for (String command : List.of("up", "down", "status", "doctor", "bench")) {
            assertThat(flagmeter(command, word)).as(command).isEqualTo(2);
            assertThat(err.toString())
                    .endsWith(
                            "flagmeter: '%1$s' takes no '%2$s'; see ./flagmeter %1$s --help.%n"
                                    .formatted(command, word));
        }
    }

    @Test
    void missingPortIsAskedFor() {
        assertThat(flagmeter("up", "--port")).isEqualTo(2);
        assertThat(err.toString()).contains("--port").hasLineCount(1);
    }

    @Test
    void portsAfterTheFirstHaveToExist() {
        assertThat(flagmeter("up", "--port", "65534")).isEqualTo(2);
        assertThat(err.toString()).startsWith("flagmeter: --port wants a port from 1 to 65533");
    }

    private int flagmeter(String... words) {
        var screen =
                new Screen(
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                        0,
                        false);
        var stack = new LocalStack(home, new StackDirectory(home.resolve("state")));
        return Main.run(stack, screen, new PrintWriter(err, true), List.of(words));
    }
}
