package io.flagmeter.systemtest.conformance;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;

/**
 * Programs of others that some tests want. Where one is missing they are skipped and say so; {@code
 * FLAGMETER_TEST_TOOLS=required}, as {@code .ci/run} has it, makes that a failure.
 */
final class Tools {

    private static final String PYTHON =
            "python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))'";
    private static final String NODE =
            "test \"$(node -p 'parseInt(process.versions.node)')\" -ge 18";

    private Tools() {}

    static void needPython() throws IOException, InterruptedException {
        need(PYTHON, "no python3 from 3.10 with venv");
    }

    static void needNode() throws IOException, InterruptedException {
        need(NODE, "no Node.js from 18");
    }

    static void needNpm() throws IOException, InterruptedException {
        need("npm --version", "no npm");
    }

    /** Skips the test, or fails it where nothing may be missing. */
    static void missing(String what) {
        if ("required".equals(System.getenv("FLAGMETER_TEST_TOOLS"))) {
            fail(what);
        }
        abort(what);
    }

    private static void need(String command, String otherwise)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder("bash", "-c", command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        if (builder.start().waitFor() != 0) {
            missing(otherwise);
        }
    }
}
