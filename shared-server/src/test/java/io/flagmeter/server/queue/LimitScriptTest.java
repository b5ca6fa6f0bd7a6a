package io.flagmeter.server.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
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

    /** A request of a group: whose limits it must keep, and what it takes of each. */
    record Wanted(List<Integer> subjects, long tokens, int events) {}

    /** What a client was told, and as the how manieth of all. */
    private record Told(long place, List<Limited> group, LimitScript.Reply reply) {}

    @Provide
    Arbitrary<List<Allowance>> allowances() {
        return Combinators.combine(limit("requests"), limit("tokens"))
                .filter((requests, tokens) -> requests.isPresent() || tokens.isPresent())
                .as(
                        (requests, tokens) ->
                                new Allowance("k", requests.orElse(null), tokens.orElse(null)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static Arbitrary<Optional<RateLimit>> limit(String name) {
        // Periods of some milliseconds: many pass while the clients are busy.
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(1, 40),
                        Arbitraries.longs().between(1, 25),
                        Arbitraries.longs().between(1, 30))
                .as(
                        (window, quota, period, capacity) ->
                                new RateLimit(name, window, quota, period, capacity))
                .optional(0.7);
    }

    @Provide
    Arbitrary<List<Wanted>> script() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2).set().ofMinSize(1).ofMaxSize(2),
                        Arbitraries.longs().between(-1, 9),
                        Arbitraries.integers().between(0, 2))
                .as((subjects, tokens, events) -> new Wanted(List.copyOf(subjects), tokens, events))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void everyAnswerIsTheModelsInTheOrderInWhichValkeyGaveThem(
            @ForAll("allowances") List<Allowance> allowances, @ForAll("script") List<Wanted> script)
            throws Exception {
        ask(Request.cmd(Command.FLUSHDB));

        List<Told> told = run(allowances, script);

        var model = new LimitModel();
        var taken = new ArrayList<String>();
        for (Told one : told) {
            for (int i = 0; i < one.group.size(); i++) {
                Limited wanted = one.group.get(i);
                List<Asked> asked = asked(wanted);
                long now = one.reply.now();
                boolean allowed = asked.stream().allMatch(limit -> limit.isAllowed(model, now));
                if (allowed) {
                    asked.forEach(limit -> limit.take(model, now));
                    wanted.payloads().forEach(payload -> taken.add(new String(payload, UTF_8)));
                }
                List<Standing> standings = one.reply.standings().get(i);
                assertThat(standings).hasSameSizeAs(asked);
                for (int j = 0; j < asked.size(); j++) {
                    asked.get(j).assertModels(standings.get(j), allowed, model, now);
                }
            }
        }
        assertThat(onTheList()).containsExactlyElementsOf(taken);
        assertThat(count()).isEqualTo(taken.size());
        assertThat(told.stream().mapToInt(one -> one.reply.taken()).sum()).isEqualTo(taken.size());
        assertThat(told).hasSize(CLIENTS * GROUPS);
    }

    /** The limits that a request must keep, one by one. */
    private static List<Asked> asked(Limited wanted) {
        var asked = new ArrayList<Asked>();
        for (Check check : wanted.checks()) {
            RateLimit requests = check.allowance().requests();
            RateLimit tokens = check.allowance().tokens();
            if (requests != null) {
                asked.add(new Asked(check.subject(), requests, 1));
            }
            if (tokens != null && check.tokens() >= 0) {
                long cost = Math.min(check.tokens(), tokens.capacity());
                asked.add(new Asked(check.subject(), tokens, cost));
            }
        }
        return asked;
    }

    private record Asked(String subject, RateLimit limit, long cost) {

        boolean isAllowed(LimitModel model, long now) {
            return model.allows(subject, limit, cost, now);
        }

        void take(LimitModel model, long now) {
            model.take(subject, limit, cost, now);
        }

        void assertModels(Standing standing, boolean allowed, LimitModel model, long now) {
            assertThat(standing.limit()).isEqualTo(limit);
            assertThat(standing.remaining()).isEqualTo(model.remaining(subject, limit, now));
            assertThat(standing.resetMillis()).isEqualTo(model.reset(subject, limit, now));
            if (allowed) {
                assertThat(standing.waitMillis()).isZero();
                return;
            }
            assertThat(standing.isPassed()).isEqualTo(!isAllowed(model, now));
            if (standing.isPassed()) {
                // Neither too early nor too late, unless others come first.
                assertThat(isAllowed(model, now + standing.waitMillis())).isTrue();
                assertThat(isAllowed(model, now + standing.waitMillis() - 1)).isFalse();
            }
        }
    }

    /** What a script calculates with is exact up to 2^53. */
    @Property(tries = 200)
    void numbersComeToAScriptAndBack(
            @ForAll
                    List<
                                    @LongRange(
                                            min = -9_007_199_254_740_992L,
                                            max = 9_007_199_254_740_992L)
                                    Long>
                            sent)
            throws Exception {
        var numbers = new Numbers();
        sent.forEach(numbers::add);

        Response back =
                ask(
                        Request.cmd(Command.EVAL)
                                .arg("return cmsgpack.pack(cmsgpack.unpack(ARGV[1])[2])")
                                .arg(0)
                                .arg(Numbers.pair(new Numbers(), numbers)));

        assertThat(Numbers.read(back.toBytes())).containsExactly(sent.toArray(Long[]::new));
    }

    @Example
    void whatIsNoArrayOfIntegersIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Numbers.read(new byte[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Numbers.read(new byte[] {(byte) 0x91, (byte) 0xc0}));
    }

    /** A busy subject's string is written in place: its end must move with what it says. */
    @Example
    void limitThatIsAlwaysUsedIsNotForgotten() throws Exception {
        ask(Request.cmd(Command.FLUSHDB));
        var slow = new RateLimit("l", false, 1, 60_000, 3);

        for (long left : new long[] {2, 1, 0, 0}) {
            assertThat(remaining(check(slow, "s"))).isEqualTo(left);
            long end = ask(Request.cmd(Command.PTTL).arg(KEYS.limit("k:s"))).toLong();
            assertThat(end).isBetween((3 - left) * 60_000 - 5_000, (3 - left) * 60_000 + 10_001);
        }
    }

    private static Check check(RateLimit requests, String subject) {
        return new Check(new Allowance("k", requests, null), subject, subject, -1);
    }

    private static long remaining(Check... checks) {
        return send(List.of(new Limited(List.of(), List.of(checks))))
                .reply
                .standings()
                .getFirst()
                .getLast()
                .remaining();
    }

    @Example
    void limitOfAnotherKindBeginsAnewAndOneOfTheSameGoesOn() throws Exception {
        ask(Request.cmd(Command.FLUSHDB));
        var bucket = new RateLimit("l", false, 10, 60_000, 10);
        var larger = new RateLimit("l", false, 10, 60_000, 20);
        var window = new RateLimit("l", true, 10, 60_000, 10);

        assertThat(remaining(check(bucket, "s"))).isEqualTo(9);
        assertThat(remaining(check(bucket, "s"))).isEqualTo(8);
        assertThat(remaining(check(larger, "s"))).isEqualTo(7);
        assertThat(remaining(check(window, "s"))).isEqualTo(9);
        assertThat(remaining(check(bucket, "s"))).isEqualTo(9);
        assertThat(remaining(check(bucket, "s"), check(window, "s"))).isEqualTo(9);
    }

    @Example
    void requestWithoutTokensLeavesTheirLimitAsItWas() throws Exception {
        ask(Request.cmd(Command.FLUSHDB));
        var limit = new RateLimit("l", false, 1, 60_000, 10);
        var both = new Allowance("k", limit, limit);

        assertThat(remaining(new Check(both, "s", "s", 4))).isEqualTo(6);
        assertThat(remaining(new Check(both, "s", "s", -1))).isEqualTo(8);
        assertThat(remaining(new Check(both, "s", "s", 0))).isEqualTo(6);
    }

    @Example
    void largestGroupFitsAndIsForgottenSoon() throws Exception {
        ask(Request.cmd(Command.FLUSHDB));
        var limit = new RateLimit("l", false, RateLimit.LARGEST, 60_000, RateLimit.LARGEST);
        List<Limited> group =
                IntStream.range(0, GroupCommit.MAX_GROUP_EVENTS)
                        .mapToObj(
                                i ->
                                        new Limited(
                                                List.of(("e" + i).getBytes(UTF_8)),
                                                List.of(
                                                        check(limit, "a" + i),
                                                        check(limit, "b" + i))))
                        .toList();

        var reply = send(group).reply;

        assertThat(reply.taken()).isEqualTo(GroupCommit.MAX_GROUP_EVENTS);
        assertThat(reply.depth()).isEqualTo(GroupCommit.MAX_GROUP_EVENTS);
        long end = ask(Request.cmd(Command.PTTL).arg(KEYS.limit("k:b4095"))).toLong();
        assertThat(end).isBetween(1L, 10_002L);
    }

    /** Each client sends its groups one after another, all clients at once. */
    private static List<Told> run(List<Allowance> allowances, List<Wanted> script)
            throws Exception {
        var told = new ConcurrentLinkedQueue<Told>();
        var turn = new AtomicInteger();
        Runnable client =
                () -> {
                    for (int i = 0; i < GROUPS; i++) {
                        told.add(send(group(allowances, script, turn.getAndIncrement())));
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

    private static List<Limited> group(List<Allowance> allowances, List<Wanted> script, int turn) {
        return IntStream.rangeClosed(0, turn % 3)
                .mapToObj(i -> limited(allowances, script.get((turn + i) % script.size())))
                .toList();
    }

    private static Limited limited(List<Allowance> allowances, Wanted wanted) {
        return new Limited(
                IntStream.range(0, wanted.events)
                        .mapToObj(i -> UUID.randomUUID().toString().getBytes(UTF_8))
                        .toList(),
                wanted.subjects.stream()
                        .map(place -> place % allowances.size())
                        .distinct()
                        .map(
                                place ->
                                        new Check(
                                                allowances.get(place),
                                                "s" + place,
                                                "s",
                                                wanted.tokens))
                        .toList());
    }

    /** The counter in the same transaction tells in which order Valkey ran the scripts. */
    private static Told send(List<Limited> group) {
        try {
            var script = new LimitScript(KEYS, List.of(), group);
            List<Response> replies =
                    TestValkey.await(
                            valkey.batch(
                                    List.of(
                                            Request.cmd(Command.MULTI),
                                            Request.cmd(Command.INCR).arg("place"),
                                            script.whole(),
                                            Request.cmd(Command.EXEC))));
            Response exec = replies.getLast();
            return new Told(exec.get(0).toLong(), group, script.read(exec.get(1)));
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
