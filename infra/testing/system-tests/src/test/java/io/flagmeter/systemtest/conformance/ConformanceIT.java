package io.flagmeter.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.systemtest.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <a href="https://schemathesis.readthedocs.io">Schemathesis</a> asks the packaged API for all that
 * its description allows and much that it does not: every status, media type and body that comes
 * back is a documented one. {@code -Dconformance.seed} repeats a run.
 */
class ConformanceIT {

    private static final String VERSION = "4.32.5";
    private static final Path ROOT = Path.of("../../..").toAbsolutePath().normalize();

    /** Kept for the next run; the launcher's state folder is nobody else's. */
    private static final Path TOOL = ROOT.resolve(".flagmeter/tools/schemathesis-" + VERSION);

    private static final Path HOOKS = Path.of("src/test/resources/conformance").toAbsolutePath();

    @TempDir private static Path home;
    @TempDir private static Path scratch;

    private final long seed = Long.getLong("conformance.seed", System.nanoTime() % 1_000_000);
    private final Launcher flagmeter = new Launcher(home);

    @AfterEach
    void down() {
        flagmeter.run("down");
    }

    @Test
    void everyAnswerIsADocumentedOne() throws Exception {
        Tools.needPython();
        install();
        Launcher.Result up = flagmeter.up();
        assertThat(up.status()).as(up.output()).isZero();
        // Webhooks are made up, to which nothing may be sent from here.
        flagmeter.process("alerting").destroyForcibly();

        Said run =
                say(
                        Map.of("SCHEMATHESIS_HOOKS", "hooks", "PYTHONPATH", HOOKS.toString()),
                        TOOL.resolve("bin/st").toString(),
                        "run",
                        "http://127.0.0.1:%d/q/openapi".formatted(flagmeter.port()),
                        "--header",
                        "Authorization: Bearer " + flagmeter.key().text().orElseThrow(),
                        "--checks",
                        "not_a_server_error,status_code_conformance,content_type_conformance,"
                                + "response_headers_conformance,response_schema_conformance",
                        "--max-time",
                        "40",
                        "--request-timeout",
                        "10",
                        "--continue-on-failure",
                        "--no-color",
                        "--seed",
                        String.valueOf(seed));

        assertThat(run.status()).as(run.output()).isZero();
        // Otherwise it might have tested nothing.
        assertThat(run.output()).containsPattern("Tested: [2-9]\\d").contains("Seed: " + seed);
    }

    private static void install() throws Exception {
        Path python = TOOL.resolve("bin/python");
        Path complete = TOOL.resolve("complete");
        if (Files.exists(complete)) {
            return;
        }
        Files.createDirectories(TOOL.getParent());
        Said made = say(Map.of(), "python3", "-m", "venv", "--clear", TOOL.toString());
        Said installed =
                made.status() != 0
                        ? made
                        : say(
                                Map.of(),
                                python.toString(),
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--disable-pip-version-check",
                                "schemathesis==" + VERSION);
        if (installed.status() != 0) {
            Tools.missing(
                    "schemathesis %s could not be installed from PyPI: %s"
                            .formatted(
                                    VERSION,
                                    installed
                                            .output()
                                            .lines()
                                            .reduce((one, next) -> next)
                                            .orElse("")));
        }
        Files.createFile(complete);
    }

    private record Said(int status, String output) {}

    /** In a folder of its own, where it may leave what it likes. */
    private static Said say(Map<String, String> variables, String... words)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(words).directory(scratch.toFile()).redirectErrorStream(true);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().putAll(variables);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("did not end: " + List.of(words));
        }
        return new Said(process.exitValue(), output);
    }
}
