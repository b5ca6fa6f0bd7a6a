package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.access.Scope;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.limits.RateLimits;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.InMemoryEventQueue;
import io.flagmeter.server.queue.Standing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of events, whatever brought them. */
class CollectorTest {

    private static final Instant NOW = Instant.parse("2026-11-25T14:32:00Z");
    private static final String GOOD =
            "{\"id\":\"a-1\",\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}";
    private static final String BAD = "{\"id\":\"a-2\",\"tenant\":\"t\",\"feature\":\"f\"}";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InMemoryEventQueue queue = new InMemoryEventQueue(2);
    private final List<Object> accepted = new ArrayList<>();
    private final List<Problem> refused = new ArrayList<>();
    private final Collector collector = collector();
    private Caller caller = new Caller("test", Set.of(Scope.INGEST), null);

    private Collector collector() {
        var reader = new EventReader(new TimeWindow(Duration.ofHours(48), Duration.ofMinutes(5)));
        return new Collector(
                reader,
                new BatchReader(reader, 3),
                queue,
                new IngestMetrics(registry),
                RateLimits.unlimited(registry),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private <T> Collector.Callback<T> callback() {
        return new Collector.Callback<>() {
            @Override
            public void accepted(T read) {
                accepted.add(read);
            }

            @Override
            public void limits(List<Standing> standings) {
                throw new AssertionError("there are no limits");
            }

            @Override
            public void refused(Problem problem) {
                refused.add(problem);
            }
        };
    }

    private void event(String body) {
        collector.event(body.getBytes(UTF_8), EventFormat.PLAIN, caller, callback());
    }

    private void batch(String body, BatchFormat format) {
        collector.batch(body.getBytes(UTF_8), format, caller, callback());
    }

    private double count(String name, String... tags) {
        return registry.find("flagmeter.events." + name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double rejected(String reason) {
        return count("rejected", "reason", reason);
    }

    @Test
    void goodEventIsQueuedAsItWasReceivedAndGivenBack() {
        event(GOOD);

        var event = new UsageEvent("a-1", "t", "f", 1, NOW, NOW);
        assertThat(accepted).containsExactly(event);
        assertThat(queue.drain()).containsExactly(event);
        assertThat(count("received")).isEqualTo(1);
        assertThat(count("accepted")).isEqualTo(1);
    }

    @Test
    void eventThatBreaksARuleIsRefusedByItsField() {
        event(BAD);

        assertThat(refused).extracting(Problem::field).containsExactly("tokens");
        assertThat(rejected("tokens")).isEqualTo(1);
        assertThat(queue.drain()).isEmpty();
    }

    @Test
    void bodyThatIsNoJsonCountsAsOneEvent() {
        event("{");
        batch("[", BatchFormat.ARRAY);

        assertThat(refused)
                .extracting(Problem::type)
                .containsExactly(ProblemType.MALFORMED_JSON, ProblemType.MALFORMED_JSON);
        assertThat(count("received")).isEqualTo(2);
        assertThat(rejected("malformed-json")).isEqualTo(2);
    }

    @Test
    void goodItemsOfABatchAreTakenWithoutTheOthers() {
        batch("[" + BAD + "," + GOOD + ",8]", BatchFormat.ARRAY);

        assertThat(queue.drain()).extracting(UsageEvent::id).containsExactly("a-1");
        assertThat((List<?>) accepted.getFirst()).hasSize(3);
        assertThat(count("received")).isEqualTo(3);
        assertThat(count("accepted")).isEqualTo(1);
        assertThat(count("rejected")).isEqualTo(2);
    }

    @Test
    void eachFormatOfABatchIsReadAsItself() {
        batch(GOOD + "\n" + BAD + "\n", BatchFormat.LINES);
        batch(
                """
                [{"specversion":"1.0","source":"s","id":"1","subject":"t","type":"x",
                  "data":{"feature":"f","tokens":1}}]
                """,
                BatchFormat.CLOUD_EVENTS);

        assertThat(queue.drain()).extracting(UsageEvent::id).containsExactly("a-1", "s 1");
    }

    @Test
    void batchWithoutAGoodItemAsksNothingOfTheQueue() {
        queue.fail();
        batch("[" + BAD + "]", BatchFormat.ARRAY);

        assertThat(accepted).hasSize(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void fullQueueRefusesAndCountsEveryEvent() {
        event(GOOD);
        event(GOOD);
        batch("[" + GOOD + "," + GOOD + "]", BatchFormat.ARRAY);

        assertThat(refused).extracting(Problem::type).containsExactly(ProblemType.QUEUE_FULL);
        assertThat(rejected("queue-full")).isEqualTo(2);
        assertThat(queue.drain()).hasSize(2);
    }

    @Test
    void queueThatDoesNotAnswerRefusesTheEvent() {
        queue.fail();
        event(GOOD);

        assertThat(refused)
                .extracting(Problem::type)
                .containsExactly(ProblemType.VALKEY_UNAVAILABLE);
        assertThat(rejected("valkey-unavailable")).isEqualTo(1);
        assertThat(count("received")).isEqualTo(count("accepted") + count("rejected"));
    }
}
