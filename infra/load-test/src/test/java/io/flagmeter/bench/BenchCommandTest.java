package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchCommandTest {

    @Test
    void anUnknownPartIsBadUsageAndTheKnownOnesAreNamed() {
        var err = new StringWriter();

        int status =
                CommandLines.of(new BenchCommand(Path.of("."), Path.of(".")))
                        .setErr(new PrintWriter(err, true))
                        .execute("--only", "everything");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).startsWith("flagmeter: ").containsIgnoringCase("openloop");
    }

    @Test
    void helpNamesEveryPart() {
        var out = new StringWriter();

        int status =
                CommandLines.of(new BenchCommand(Path.of("."), Path.of(".")))
                        .setOut(new PrintWriter(out, true))
                        .execute("--help");

        assertThat(status).isZero();
        for (Part part : Part.values()) {
            assertThat(out.toString()).contains(part.toString());
        }
    }
}
