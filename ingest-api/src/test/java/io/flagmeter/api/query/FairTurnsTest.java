package io.flagmeter.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FairTurnsTest {

    private final FairTurns turns = new FairTurns(2, 6, 3);
    private final List<String> begun = new ArrayList<>();

    private boolean ask(@Nullable String tenant, String name) {
        return turns.ask(tenant, () -> begun.add(name));
    }

    @Test
    void tenantHasOneTurnAtATimeAndWhoeverIsBehindPasses() {
        ask("a", "a1");
        ask("a", "a2");
        ask("b", "b1");
        ask("a", "a3");
        ask("b", "b2");

        assertThat(begun).containsExactly("a1", "b1");
        turns.end("b");
        assertThat(begun).containsExactly("a1", "b1", "b2");
        turns.end("a");
        assertThat(begun).containsExactly("a1", "b1", "b2", "a2");
        turns.end("b");
        turns.end("a");
        assertThat(begun).containsExactly("a1", "b1", "b2", "a2", "a3");
    }

    @Test
    void whoAsksForAllTenantsMayHaveAllTurnsInOrder() {
        ask(null, "1");
        ask(null, "2");
        ask("a", "a1");
        ask(null, "3");

        assertThat(begun).containsExactly("1", "2");
        turns.end(null);
        turns.end(null);
        assertThat(begun).containsExactly("1", "2", "a1", "3");
    }

    @Test
    void placesInTheLineAreBoundedInAllAndForATenant() {
        assertThat(ask("a", "a1")).isTrue();
        assertThat(ask("a", "a2")).isTrue();
        assertThat(ask("a", "a3")).isTrue();
        assertThat(ask("a", "a4")).isFalse();
        assertThat(ask(null, "1")).isTrue();
        assertThat(ask("b", "b1")).isTrue();
        assertThat(ask("c", "c1")).isTrue();
        assertThat(ask("d", "d1")).isFalse();

        turns.end("a");
        assertThat(ask("a", "a5")).isTrue();
        assertThat(ask("a", "a6")).isFalse();
    }
}
