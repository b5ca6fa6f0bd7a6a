package io.flagmeter.server.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineBudgetTest {

    private final AtomicLong now = new AtomicLong(-7);
    private final LineBudget budget = new LineBudget(now::get);

    private long taken() {
        return IntStream.range(0, 3 * LineBudget.MOST).filter(i -> budget.take()).count();
    }

    @Test
    void aSecondHasAsManyLinesAsItMay() {
        assertThat(taken()).isEqualTo(LineBudget.MOST);
        now.addAndGet(999_999_999);
        assertThat(taken()).isZero();
        now.addAndGet(1);
        assertThat(taken()).isEqualTo(LineBudget.MOST);
    }
}
