package io.flagmeter.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.RollupKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UsageBatcherTest {

    private final List<List<String>> queries = new ArrayList<>();
    private final List<Promise<Optional<Map<String, TenantUsage>>>> answers = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final RowRoom room = new RowRoom(2 * UsageBatcher.MAX_ROWS - 1);
    private final AtomicLong now = new AtomicLong();
    private final UsageBatcher batcher = batcher();

    private UsageBatcher batcher() {
        return new UsageBatcher(this::read, room, Runnable::run, now::get);
    }

    private Future<Optional<Map<String, TenantUsage>>> read(List<String> tenants, int rows) {
        assertThat(rows).isEqualTo(UsageBatcher.MAX_ROWS);
        queries.add(tenants);
        Promise<Optional<Map<String, TenantUsage>>> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    }

    private void check(String tenant) {
        batcher.check(tenant)
                .onSuccess(
                        found ->
                                outcomes.add(
                                        tenant + found.map(TenantUsage::tenant).orElse(" unknown")))
                .onFailure(e -> outcomes.add(tenant + " failed"));
    }

    private void answer(int query, String... known) {
        var found = new HashMap<String, TenantUsage>();
        for (String tenant : known) {
            found.put(tenant, TenantUsage.of(tenant, null, BillingCycle.DEFAULT));
        }
        answers.get(query).complete(Optional.of(found));
    }

    private void answerWithRows(int query, String tenant, int rows) {
        TenantUsage usage = TenantUsage.of(tenant, null, BillingCycle.DEFAULT);
        for (int i = 0; i < rows; i++) {
            usage.totals()
                    .add(
                            new TenantUsage.Total(
                                    Instant.EPOCH,
                                    new RollupKey(tenant, "f"),
                                    new Amounts(1, 1),
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    1));
        }
        answers.get(query).complete(Optional.of(Map.of(tenant, usage)));
    }

    @Test
    void whatArrivesMeanwhileSharesTheNextQuery() {
        check("a");
        check("b");
        check("c");
        check("b");
        answer(0, "a");
        answer(1, "b");

        assertThat(queries).containsExactly(List.of("a"), List.of("b", "c"));
        assertThat(outcomes).containsExactly("aa", "bb", "c unknown", "bb");
    }

    @Test
    void failureTellsAllThatWaitAndTheNextOneIsTriedAnew() {
        check("a");
        check("b");
        answers.getFirst().fail(new SQLException("gone"));
        check("c");
        answer(1, "c");

        assertThat(outcomes).containsExactly("a failed", "b failed", "cc");
    }

    @Test
    void groupsAreBounded() {
        check("first");
        for (int i = 0; i < UsageBatcher.MAX_WAITING + 1; i++) {
            check("t" + i);
        }

        assertThat(outcomes).containsExactly("t4096 failed");
        answer(0);
        assertThat(queries.get(1)).hasSize(UsageBatcher.MAX_GROUP);
    }

    @Test
    void tenantsWithManyFeaturesComeInSmallerGroups() {
        check("first");
        for (int i = 0; i < 100; i++) {
            check("t" + i);
        }
        answer(0);
        answers.get(1).complete(Optional.empty());
        assertThat(queries.get(2)).hasSize(12);
        answers.get(2).complete(Optional.empty());

        assertThat(queries.get(3)).containsExactly("t0");
        answerWithRows(3, "t0", UsageBatcher.MAX_ROWS / 2);
        assertThat(queries.get(4)).containsExactly("t1");
        answerWithRows(4, "t1", 10);
        assertThat(queries.get(5)).containsExactly("t2", "t3");
        assertThat(outcomes).containsExactly("first unknown", "t0t0", "t1t1");
    }

    @Test
    void rowsInHandAreBoundedAndWhoeverWaitsForThemGoesOn() {
        UsageBatcher other = batcher();
        check("a");
        other.check("b").onSuccess(found -> outcomes.add("b"));
        assertThat(queries).hasSize(1);

        answerWithRows(0, "a", UsageBatcher.MAX_ROWS);
        assertThat(queries).containsExactly(List.of("a"), List.of("b"));
        answer(1);

        assertThat(outcomes).containsExactly("aa", "b");
        assertThat(room.take(2 * UsageBatcher.MAX_ROWS - 1, () -> {})).isTrue();
    }

    @Test
    void whoHasWaitedForRowsForLongIsToldSoAndTheOthersGoOn() {
        UsageBatcher other = batcher();
        check("a");
        other.check("late").onFailure(e -> outcomes.add("late: " + e.getMessage()));
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_000));
        other.check("in time").onSuccess(found -> outcomes.add("in time"));
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(600));

        answer(0);
        answer(1);

        assertThat(queries).containsExactly(List.of("a"), List.of("in time"));
        assertThat(outcomes)
                .containsExactly(
                        "late: the quota checks under way use all memory for them: ask again later",
                        "a unknown",
                        "in time");
    }

    @Test
    void failureGivesItsRowsBack() {
        check("a");
        answers.getFirst().fail(new SQLException("gone"));

        assertThat(room.take(2 * UsageBatcher.MAX_ROWS - 1, () -> {})).isTrue();
    }
}
