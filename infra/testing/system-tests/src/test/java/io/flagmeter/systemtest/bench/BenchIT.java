package io.flagmeter.systemtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user runs it, on the packaged programs; only its shortest part. */
class BenchIT {

    @TempDir private static Path home;

    @Test
    void measuresTheOpenLoopAndLeavesNothingRunning() throws Exception {
        Path script = Path.of("../../../flagmeter").toAbsolutePath().normalize();
        var builder =
                new ProcessBuilder(script.toString(), "bench", "--quick", "--only", "openloop")
                        .redirectErrorStream(true);
        builder.environment().put("FLAGMETER_HOME", home.toString());

        Process bench = builder.start();
        String output = new String(bench.getInputStream().readAllBytes());

        assertThat(bench.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue()).as(output).isZero();
        assertThat(output).contains("answer P99, ms", "visible P99, ms", "load average");
        JsonNode json =
                new ObjectMapper().readTree(Files.readString(home.resolve("bench/latest.json")));
        assertThat(json.get("openloop.events").asLong()).isEqualTo(10_000);
        assertThat(json.get("openloop.never_visible").asLong()).isZero();
        for (String figure :
                new String[] {
                    "p50_ms", "p99_ms", "p999_ms", "visible_p99_ms", "cpu_s_per_million"
                }) {
            assertThat(json.get("openloop." + figure).asDouble()).as(figure).isPositive();
        }
        assertThat(json.get("memory.total_mb").asDouble()).isPositive();
        assertThat(json.has("worker.per_second")).isFalse();
        assertNobodyListens(output);
    }

    private static void assertNobodyListens(String output) {
        int api = Integer.parseInt(output.replaceFirst("(?s).*on port (\\d+).*", "$1"));
        for (int port = api; port < api + 3; port++) {
            int closed = port;
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), closed).close());
        }
    }
}
