package io.flagmeter.server.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.model.queue.QueueKeys;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Several clients at once on one Valkey: what it says is what the naive model says. */
class LimitScriptTest {

    private static final int CLIENTS = 4;
    private static final int GROUPS = 60;
    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    private static final Vertx VERTX = Vertx.vertx();
    private static final StackDirectory DIRECTORY = StackDirectory.temporary();
    private static Redis valkey;

    @BeforeContainer
    static void start() {
        valkey =
                Redis.createClient(
                        VERTX, "redis://localhost:" + EmbeddedValkey.start(DIRECTORY, 0).port());
    }

    @AfterContainer
    static void stop() throws Exception {
        valkey.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get(5, SECONDS);
        EmbeddedValkey.start(DIRECTORY, 0).kill();
        DIRECTORY.delete();
    }

    /** A request of a group: which limits it must keep, and what it takes of each. */
    record Wanted(List<Integer> limits, long cost, int events) {}

    /** What a client was told, and as the how manieth of all. */
    private record Told(long place, long now, List<Limited> group, Pushed pushed) {}

    @Provide
    Arbitrary<List<Check>> limits() {
        // Periods of some milliseconds: many pass while the clients are busy.
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(1, 40),
                        Arbitraries.longs().between(1, 25),
                        Arbitraries.longs().between(1, 30))
                .as(
                        (window, quota, period, capacity) ->
                                new Check("l", "", "", window, quota, period, capacity, 0))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Wanted>> script() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3).set().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.longs().between(0, 9),
                        Arbitraries.integers().between(0, 2))
                .as((limits, cost, events) -> new Wanted(List.copyOf(limits), cost, events))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void everyAnswerIsTheModelsInTheOrderInWhichValkeyGaveThem(
            @ForAll("limits") List<Check> limits, @ForAll("script") List<Wanted> script)
            throws Exception {
        ask(Request.cmd(Command.FLUSHDB));

        List<Told> told = run(limits, script);

        var model = new LimitModel();
        var taken = new ArrayList<String>();
        for (Told one : told) {
            for (int i = 0; i < one.group.size(); i++) {
                Limited wanted = one.group.get(i);
                List<Standing> standings = one.pushed.standings().get(i);
                boolean allowed =
                        wanted.checks().stream().allMatch(check -> model.allows(check, one.now));
                if (allowed) {
                    wanted.checks().forEach(check -> model.take(check, one.now));
                    wanted.payloads().forEach(payload -> taken.add(new String(payload, UTF_8)));
                }
                for (Standing standing : standings) {
                    assertIsTheModels(standing, allowed, model, one.now);
                }
            }
        }
        assertThat(onTheList()).containsExactlyElementsOf(taken);
        assertThat(count()).isEqualTo(taken.size());
        assertThat(told).hasSize(CLIENTS * GROUPS);
    }

    private static void assertIsTheModels(
            Standing standing, boolean allowed, LimitModel model, long now) {
        Check check = standing.check();
        assertThat(standing.remaining()).isEqualTo(model.remaining(check, now));
        if (allowed) {
            assertThat(standing.waitMillis()).isZero();
            return;
        }
        assertThat(standing.isPassed()).isEqualTo(!model.allows(check, now));
        if (standing.isPassed()) {
            // Neither too early nor too late, unless others come first.
            assertThat(model.allows(check, now + standing.waitMillis())).isTrue();
            assertThat(model.allows(check, now + standing.waitMillis() - 1)).isFalse();
        }
    }

    /** Each client sends its groups one after another, all clients at once. */
    private static List<Told> run(List<Check> limits, List<Wanted> script) throws Exception {
        var told = new ConcurrentLinkedQueue<Told>();
        var turn = new AtomicInteger();
        Runnable client =
                () -> {
                    for (int i = 0; i < GROUPS; i++) {
                        told.add(send(group(limits, script, turn.getAndIncrement())));
                    }
                };
        var threads =
                IntStream.range(0, CLIENTS)
                        .mapToObj(i -> Thread.ofVirtual().start(client))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        return told.stream().sorted(Comparator.comparingLong(Told::place)).toList();
    }

    private static List<Limited> group(List<Check> limits, List<Wanted> script, int turn) {
        return IntStream.rangeClosed(0, turn % 3)
                .mapToObj(i -> limited(limits, script.get((turn + i) % script.size())))
                .toList();
    }

    private static Limited limited(List<Check> limits, Wanted wanted) {
        return new Limited(
                IntStream.range(0, wanted.events)
                        .mapToObj(i -> UUID.randomUUID().toString().getBytes(UTF_8))
                        .toList(),
                wanted.limits.stream()
                        .map(place -> place % limits.size())
                        .distinct()
                        .map(
                                place -> {
                                    Check limit = limits.get(place);
                                    return new Check(
                                            "limit-" + place,
                                            "s",
                                            "s",
                                            limit.window(),
                                            limit.quota(),
                                            limit.periodMillis(),
                                            limit.capacity(),
                                            wanted.cost);
                                })
                        .toList());
    }

    /** The counter in the same transaction tells in which order Valkey ran the scripts. */
    private static Told send(List<Limited> group) {
        try {
            List<Response> replies =
                    TestValkey.await(
                            valkey.batch(
                                    List.of(
                                            Request.cmd(Command.MULTI),
                                            Request.cmd(Command.INCR).arg("place"),
                                            LimitScript.request(KEYS, group),
                                            Request.cmd(Command.EXEC))));
            Response exec = replies.getLast();
            return new Told(
                    exec.get(0).toLong(),
                    exec.get(1).get(0).toLong(),
                    group,
                    LimitScript.pushed(exec.get(1), group));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> onTheList() throws Exception {
        var payloads = new ArrayList<String>();
        ask(Request.cmd(Command.LRANGE).arg(KEYS.events()).arg(0).arg(-1))
                .forEach(payload -> payloads.addFirst(payload.toString()));
        return payloads;
    }

    private static long count() throws Exception {
        Response own =
                valkey.send(Request.cmd(Command.GET).arg(KEYS.own()))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(5, SECONDS);
        return own == null ? 0 : own.toLong();
    }

    private static Response ask(Request command) throws Exception {
        return TestValkey.await(valkey.send(command));
    }
}
