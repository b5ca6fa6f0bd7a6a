package io.flagmeter.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged server with a configuration that it must refuse. */
class StartupIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    FLAGMETER_EVENTS_LATE_WINDOW    | 3d    | must not be longer than FLAGMETER_DEDUP_WINDOW
                    FLAGMETER_DEDUP_WINDOW          | 36d   | must be from 1m to 35d
                    FLAGMETER_INGEST_REQUEST_TIMEOUT | 1h   | must be from 1s to 10m
                    FLAGMETER_INGEST_TIMEOUT        | 5s    | must be from 50ms to 1800ms
                    FLAGMETER_LOG_FORMAT            | xml   | must be text or json
                    FLAGMETER_QUEUE_PARTITIONS      | 3     | must be a power of two from 1 to 64
                    VALKEY_URL                      | redis://a:1,b | must look like redis://
                    DATABASE_URL                    | mysql://x | must look like postgresql://
                    FLAGMETER_ADMIN_KEY             | short | must be at least 16 characters
                    FLAGMETER_ADMIN_KEY             | changemechangeme | must have at least 8 different
                    FLAGMETER_ADMIN_KEY             | ''    | is missing: it is the key that opens the API
                    FLAGMETER_METRICS_KEY           | short | must be at least 16 characters
                    FLAGMETER_ACCESS                | shut  | cannot be "shut"
                    FLAGMETER_ACCESS_LOG            | some  | cannot be "some"
                    FLAGMETER_ACCESS_LOG_SAMPLE     | 2     | must be from 0 to 1
                    FLAGMETER_TRUSTED_PROXIES       | 10.0.0.1 | "10.0.0.1" is not a network
                    LOG_LEVEL                       | loud  | must be one of trace
                    """)
    void badValueStopsTheServerWithASentenceThatNamesIt(
            String variable, String value, String complaint) throws Exception {
        String said = say(Map.of(variable, value));

        assertThat(said).startsWith(variable + " ").contains(complaint).doesNotContain("\tat ");
        assertThat(said.lines()).hasSize(1);
    }

    @Test
    void fewerPartitionsThanTheQueueHasStopTheServer() throws Exception {
        try (var valkey = EmbeddedValkey.start(StackDirectory.temporary(), 0)) {
            tell(valkey, "SET flagmeter:{0}:partitions 8");

            assertThat(say(Map.of("VALKEY_URL", valkey.url())).lines())
                    .contains(
                            "FLAGMETER_QUEUE_PARTITIONS is 1, but the queue has been split into 8:"
                                    + " it can be raised, not lowered");
        }
    }

    @Test
    void whatCannotBeReadIsNamedAllAtOnce() throws Exception {
        String said =
                say(
                        Map.of(
                                "FLAGMETER_INGEST_MAX_BODY_BYTES", "1MB",
                                "FLAGMETER_EVENTS_LATE_WINDOW", "2moons",
                                "FLAGMETER_INGEST_DURABILITY", "disk"));

        assertThat(said.lines())
                .hasSize(3)
                .anyMatch(is("FLAGMETER_INGEST_MAX_BODY_BYTES cannot be \"1MB\""))
                .anyMatch(is("FLAGMETER_EVENTS_LATE_WINDOW cannot be \"2moons\""))
                .anyMatch(is("FLAGMETER_INGEST_DURABILITY cannot be \"disk\""));
    }

    private static Predicate<String> is(String sentence) {
        return line -> line.startsWith(sentence);
    }

    @Test
    void olderValkeyThanTheDurableModeNeedsStopsTheServer() throws Exception {
        assertDurableModeRefuses(
                Map.of("FLAGMETER_VALKEY", "bundled"),
                valkey -> {},
                "FLAGMETER_INGEST_DURABILITY=fsync needs Valkey or Redis 7.2 or newer,"
                        + " the server is Redis 6.2.");
    }

    @EnabledIf(
            value = "io.flagmeter.embedded.EmbeddedValkey#confirmsSyncs",
            disabledReason = EmbeddedValkey.NEWER_ADDS)
    @Test
    void valkeyWithoutAFileStopsTheServerInDurableMode() throws Exception {
        assertDurableModeRefuses(
                System.getenv(),
                valkey -> tell(valkey, "CONFIG SET appendonly no"),
                "FLAGMETER_INGEST_DURABILITY=fsync needs a Valkey with appendonly yes");
    }

    @EnabledIf(
            value = "io.flagmeter.embedded.EmbeddedValkey#confirmsSyncs",
            disabledReason = EmbeddedValkey.NEWER_ADDS)
    @Test
    void valkeyThatSyncsOnceASecondStopsTheServerInDurableMode() throws Exception {
        assertDurableModeRefuses(
                System.getenv(),
                valkey -> {},
                "FLAGMETER_INGEST_DURABILITY=fsync needs a Valkey with appendfsync always,"
                        + " the server has everysec");
    }

    private static void assertDurableModeRefuses(
            Map<String, String> valkeys, Consumer<EmbeddedValkey> prepare, String sentence)
            throws IOException, InterruptedException {
        StackDirectory directory = StackDirectory.temporary();
        try (var valkey = EmbeddedValkey.start(directory, 0, valkeys)) {
            prepare.accept(valkey);
            String said =
                    say(Map.of("FLAGMETER_INGEST_DURABILITY", "fsync", "VALKEY_URL", valkey.url()));

            assertThat(said.lines().filter(line -> line.startsWith(sentence))).hasSize(1);
            assertThat(said).doesNotContain("\tat ");
        }
    }

    private static void tell(EmbeddedValkey valkey, String command) {
        try (var socket = new Socket("localhost", valkey.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('+');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String say(Map<String, String> environment)
            throws IOException, InterruptedException {
        var command = new ProcessBuilder(PackagedService.command(96)).redirectErrorStream(true);
        command.environment().put("QUARKUS_HTTP_PORT", "0");
        command.environment().put("FLAGMETER_ADMIN_KEY", "a-key-of-the-tests");
        command.environment().putAll(environment);
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        return said.strip();
    }
}
