package io.flagmeter.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.server.queue.QueueSnapshot;
import io.flagmeter.server.queue.QueueSnapshot.Counts;
import io.flagmeter.server.queue.QueueSnapshot.Memory;
import io.flagmeter.server.queue.QueueSnapshot.Start;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WriteOffTest {

    /** Five were accepted, two of which are processed and one waits. */
    private static BothSides lacksTwo(boolean stable) {
        var queue =
                new QueueSnapshot(
                        0,
                        new Counts(5, 0, 2, 2, 0),
                        1,
                        null,
                        List.of(),
                        new Memory("1", "run"),
                        new Start(5, 2));
        return new BothSides(
                new Ledger.Balance(2, 0, 0, 0, 0, 0, 0, Set.of()), List.of(queue), stable);
    }

    @Test
    void differenceThatTheOperatorSawIsWritten() {
        assertThatCode(() -> WriteOff.requireDifference(lacksTwo(true), 2))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherDifferenceIsRefused() {
        assertThatThrownBy(() -> WriteOff.requireDifference(lacksTwo(true), 3))
                .hasMessageContaining("is 2 and not 3: nothing was written off");
    }

    @Test
    void differenceOfTwoMomentsIsRefusedAndNotTold() {
        assertThatThrownBy(() -> WriteOff.requireDifference(lacksTwo(false), 2))
                .hasMessageContaining("committed too fast")
                .hasMessageNotContaining("is 2");
    }
}
