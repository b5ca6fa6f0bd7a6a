package io.flagmeter.server.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    @Test
    void bodiesShareASixteenthOfTheHeap() {
        assertThat(new BodyBudget(1_000, 160_000).left()).isEqualTo(10_000);
    }

    @Test
    void refusalTakesNothing() {
        var budget = new BodyBudget(1_000, 16_000);

        assertThat(budget.take(700)).isTrue();
        assertThat(budget.take(301)).isFalse();
        assertThat(budget.take(300)).isTrue();
        budget.giveBack(700);
        assertThat(budget.left()).isEqualTo(700);
    }
}
