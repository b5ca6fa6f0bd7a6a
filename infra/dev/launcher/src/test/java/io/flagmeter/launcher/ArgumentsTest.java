package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void optionsComeInAnyOrderWithBlankOrEqualsSign() {
        var arguments = up("--valkey-port=7000", "--detach", "--port", "9080");

        assertThat(arguments.has("--detach")).isTrue();
        assertThat(arguments.number("--port")).hasValue(9080);
        assertThat(arguments.number("--valkey-port")).hasValue(7000);
        assertThat(arguments.number("--postgres-port")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "x", "", "8080.0", "99999999999"})
    void portOutOfRangeIsNamed(String port) {
        assertThatThrownBy(() -> up("--port", port))
                .hasMessageContaining("--port")
                .hasMessageContaining("'" + port + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bogus", "8080", "--detach=yes", "-d"})
    void unknownWordIsNamedAndIsAUsageError(String word) {
        assertThatThrownBy(() -> up(word))
                .hasMessageContaining("'" + word + "'")
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.exitStatus()).isEqualTo(2));
    }

    @Test
    void missingPortIsAsked() {
        assertThatThrownBy(() -> up("--port")).hasMessageContaining("needs a port number");
    }

    /** The script refuses what the help does not list, so both have to know the same options. */
    @Test
    void everyOptionStandsInTheHelp() throws IOException {
        String help = Files.readString(Path.of("src/main/help/up.txt"));

        assertThat(help)
                .containsPattern("(?m)^ {2}--detach ")
                .containsPattern("(?m)^ {2}--port N ")
                .containsPattern("(?m)^ {2}--postgres-port N ")
                .containsPattern("(?m)^ {2}--valkey-port N ");
    }

    private static Arguments up(String... words) {
        return UpPlan.arguments(List.of(words));
    }
}
