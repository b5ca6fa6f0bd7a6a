package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {

    /** This test is run with such a key in its environment. */
    @Test
    void childrenAreNotToldTheOperatorsKey() {
        assertThat(System.getenv()).containsKey("FLAGMETER_ADMIN_KEY");

        assertThat(Command.run(List.of("env")).output().lines())
                .isNotEmpty()
                .noneMatch(line -> line.startsWith("FLAGMETER_"));
    }
}
