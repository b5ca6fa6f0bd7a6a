package io.flagmeter.api.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.queue.QueueSnapshot;
import io.flagmeter.api.queue.QueueSnapshot.ClaimedBatch;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerSumsTest {

    private static List<QueueSnapshot> queue(long counted, long claimed, long queued) {
        var batches = List.of(new ClaimedBatch("b1", 10, null), new ClaimedBatch("b2", 20, null));
        return List.of(new QueueSnapshot(0, counted, claimed, queued, null, batches));
    }

    @Test
    void everyAcceptedEventIsSomewhere() {
        Books books = new Ledger.Sums(60, 7, 3, Set.of()).with(queue(105, 100, 5));

        assertThat(books).isEqualTo(new Books(105, 60, 7, 3, 5, 30));
        assertThat(books.difference()).isZero();
    }

    @Test
    void committedBatchIsNoMoreInFlight() {
        Books books = new Ledger.Sums(80, 7, 3, Set.of("b2")).with(queue(105, 100, 5));

        assertThat(books.inFlight()).isEqualTo(10);
        assertThat(books.difference()).isZero();
    }

    @Test
    void whatAnotherProducerPushedIsAcceptedToo() {
        Books books = new Ledger.Sums(60, 7, 3, Set.of()).with(queue(50, 100, 5));

        assertThat(books.accepted()).isEqualTo(105);
        assertThat(books.difference()).isZero();
    }

    @Test
    void eventThatVanishedFromTheListIsMissed() {
        Books books = new Ledger.Sums(60, 7, 3, Set.of()).with(queue(105, 100, 4));

        assertThat(books.difference()).isEqualTo(1);
    }

    @Test
    void eventAppliedTwiceIsNegative() {
        Books books = new Ledger.Sums(61, 7, 3, Set.of()).with(queue(105, 100, 5));

        assertThat(books.difference()).isEqualTo(-1);
    }

    @Test
    void partitionsAreAddedUp() {
        // The second was filled by another producer too, which the first does not make up for.
        var first = new QueueSnapshot(0, 40, 30, 10, null, List.of());
        var second = new QueueSnapshot(1, 0, 5, 2, null, List.of(new ClaimedBatch("b", 5, null)));

        Books books = new Ledger.Sums(30, 0, 0, Set.of()).with(List.of(first, second));

        assertThat(books).isEqualTo(new Books(47, 30, 0, 0, 12, 5));
        assertThat(books.difference()).isZero();
    }
}
