package io.flagmeter.server.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.flagmeter.fixtures.FaultyProxy;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The way to Valkey on a bad network: whatever a client is told, the books balance. */
class PushToValkeyTest {

    @RegisterExtension private final TestValkey valkey = new TestValkey();
    private final FaultyProxy network = new FaultyProxy(valkey.port());
    private final PushToValkey push =
            new PushToValkey(
                    Redis.createClient(valkey.vertx, "redis://localhost:" + network.port()),
                    QueueKeys.DEFAULT,
                    new QueueDepth(1_000, 1),
                    new HighWater(new QueuePartitions(1)),
                    new PushMetrics(new SimpleMeterRegistry()),
                    Durability.BUFFERED.barrier(Duration.ofSeconds(1)));

    @AfterEach
    void close() {
        network.close();
    }

    private long push(String... payloads) throws Exception {
        var group = Stream.of(payloads).map(payload -> payload.getBytes(UTF_8)).toList();
        TestValkey.await(push.push(group, List.of()));
        return valkey.ask(Request.cmd(Command.LLEN).arg(QueueKeys.DEFAULT.events())).toLong();
    }

    private void assertBooks(int events) throws Exception {
        var keys = QueueKeys.DEFAULT;
        assertThat(valkey.ask(Request.cmd(Command.LLEN).arg(keys.events())).toLong())
                .isEqualTo(events);
        assertThat(valkey.ask(Request.cmd(Command.GET).arg(keys.own())).toLong()).isEqualTo(events);
    }

    private void assertFails(String... payloads) {
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> push(payloads));
    }

    @Test
    void lostAnswerIsAFailureAlthoughTheGroupIsThere() throws Exception {
        push("before");
        network.loseAnswersTo("exec", 1);

        assertFails("a", "b");

        assertBooks(3);
        assertThat(push("again")).isEqualTo(4);
        assertBooks(4);
    }

    @Test
    void cutConnectionIsMadeAnew() throws Exception {
        push("before");
        network.cut();

        await().ignoreExceptions().until(() -> push("after") > 1);

        assertBooks(2);
    }

    @Test
    void slowNetworkIsWaitedFor() throws Exception {
        network.delay(Duration.ofMillis(200));

        assertThat(push("slow")).isEqualTo(1);

        assertBooks(1);
    }

    private Pushed push(List<String> free, String... limited) throws Exception {
        var one = new RateLimit("tenant-requests", false, 1, 60_000, 1);
        var group =
                Stream.of(limited)
                        .map(
                                subject ->
                                        new Limited(
                                                List.of(subject.getBytes(UTF_8)),
                                                List.of(
                                                        new Check(
                                                                new Allowance("tenant", one, null),
                                                                subject,
                                                                subject,
                                                                -1))))
                        .toList();
        return TestValkey.await(
                push.push(free.stream().map(payload -> payload.getBytes(UTF_8)).toList(), group));
    }

    @Test
    void valkeyThatForgetsTheScriptIsToldItAgain() throws Exception {
        assertThat(push(List.of("free"), "a", "a", "b").taken()).isEqualTo(3);
        valkey.ask(Request.cmd(Command.SCRIPT).arg("FLUSH"));

        Pushed pushed = push(List.of("free"), "b", "c");

        assertThat(pushed.taken()).isEqualTo(2);
        assertThat(pushed.standings())
                .extracting(standings -> standings.getFirst().isPassed())
                .containsExactly(true, false);
        assertBooks(5);
    }

    @Test
    void lostAnswerOfTheScriptIsAFailureAlthoughItsEventsAreThere() throws Exception {
        push(List.of(), "before");
        network.loseAnswersTo("evalsha", 1);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> push(List.of("free"), "a"));

        assertBooks(3);
    }

    @Test
    void valkeyThatIsKilledKeepsEventsAndLimits() throws Exception {
        assertThat(push(List.of(), "a").taken()).isEqualTo(1);

        valkey.kill();
        valkey.restart();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(push(List.of(), "b").taken()).isEqualTo(1));
        assertThat(push(List.of(), "a").taken()).isZero();
        assertBooks(2);
    }
}
