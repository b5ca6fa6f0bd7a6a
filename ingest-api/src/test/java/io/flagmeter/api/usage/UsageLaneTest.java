package io.flagmeter.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.billing.BillingCycle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageLaneTest {

    private final List<List<String>> queries = new ArrayList<>();
    private final List<Promise<Map<String, TenantUsage>>> answers = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final UsageLane lane = new UsageLane(this::read);

    private Future<Map<String, TenantUsage>> read(List<String> tenants) {
        queries.add(tenants);
        Promise<Map<String, TenantUsage>> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    }

    private void check(String tenant) {
        lane.check(tenant)
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
        answers.get(query).complete(found);
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
        for (int i = 0; i < UsageLane.MAX_WAITING + 1; i++) {
            check("t" + i);
        }

        assertThat(outcomes).containsExactly("t4096 failed");
        answer(0);
        assertThat(queries.get(1)).hasSize(UsageLane.MAX_GROUP);
    }
}
