package io.flagmeter.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.server.queue.QueueSnapshot;
import io.flagmeter.server.queue.QueueSnapshot.BatchInFlight;
import io.flagmeter.server.queue.QueueSnapshot.Counts;
import io.flagmeter.server.queue.QueueSnapshot.Memory;
import io.flagmeter.server.queue.QueueSnapshot.Start;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BothSidesTest {

    private static final List<BatchInFlight> BATCHES =
            List.of(new BatchInFlight("b1", 10, null), new BatchInFlight("b2", 20, null));

    private static QueueSnapshot queue(Counts counts, long queued, List<BatchInFlight> batches) {
        return new QueueSnapshot(
                0,
                counts,
                queued,
                null,
                batches,
                new Memory("1", "run"),
                new Start(counts.own(), counts.claimed()));
    }

    private static Ledger.Balance processed(
            long applied, long duplicate, long dead, String... batches) {
        return new Ledger.Balance(applied, duplicate, dead, 0, 0, 0, 0, Set.of(batches));
    }

    private static Books books(Ledger.Balance ledger, QueueSnapshot... queue) {
        return new BothSides(ledger, List.of(queue), true).books();
    }

    @Test
    void everyAcceptedEventIsSomewhere() {
        Books books =
                books(processed(60, 7, 3), queue(new Counts(105, 0, 100, 100, 0), 5, BATCHES));

        assertThat(books).isEqualTo(new Books(105, 60, 7, 3, 5, 30, 0, 0, 0, 0, 0));
        assertThat(books.difference()).isZero();
    }

    @Test
    void committedBatchIsNoMoreInFlight() {
        Books books =
                books(
                        processed(80, 7, 3, "b2"),
                        queue(new Counts(105, 0, 100, 100, 0), 5, BATCHES));

        assertThat(books.inFlight()).isEqualTo(10);
        assertThat(books.difference()).isZero();
    }

    @Test
    void whatAnotherProducerPushedIsAcceptedToo() {
        Books books = books(processed(60, 7, 3), queue(new Counts(50, 0, 100, 48, 52), 5, BATCHES));

        assertThat(books.accepted()).isEqualTo(105);
        assertThat(books.foreign()).as("two of ours wait").isEqualTo(55);
        assertThat(books.difference()).isZero();
    }

    @Test
    void eventThatVanishedFromTheListIsMissed() {
        Books books =
                books(processed(60, 7, 3), queue(new Counts(105, 0, 100, 100, 0), 4, BATCHES));

        assertThat(books.difference()).isEqualTo(1);
    }

    @Test
    void eventThatVanishedIsMissedAlthoughOthersPushedMore() {
        Books books =
                books(
                        processed(1060, 7, 3),
                        queue(new Counts(105, 0, 1100, 100, 1000), 4, BATCHES));

        assertThat(books.difference()).isEqualTo(1);
    }

    @Test
    void eventAppliedTwiceIsNegative() {
        Books books =
                books(processed(61, 7, 3), queue(new Counts(105, 0, 100, 100, 0), 5, BATCHES));

        assertThat(books.difference()).isEqualTo(-1);
    }

    @Test
    void eventsOfAnOlderApiHaveNoMarkAndAreAccepted() {
        Books books =
                books(processed(60, 7, 3), queue(new Counts(30, 75, 100, 28, 72), 5, BATCHES));

        assertThat(books).isEqualTo(new Books(105, 60, 7, 3, 5, 30, 0, 0, 0, 0, 0));
    }

    @Test
    void eventOfAnOlderApiThatVanishedIsMissedToo() {
        Books books =
                books(processed(60, 7, 3), queue(new Counts(30, 75, 100, 28, 72), 4, BATCHES));

        assertThat(books.difference()).isEqualTo(1);
    }

    @Test
    void anOlderWorkerDoesNotTellWhoseEventsItClaims() {
        Books books = books(processed(60, 7, 3), queue(new Counts(105, 0, 100, 0, 0), 5, BATCHES));

        assertThat(books).isEqualTo(new Books(105, 60, 7, 3, 5, 30, 0, 0, 0, 0, 0));
    }

    @Test
    void markThatSomebodyElseForgedDoublesNothing() {
        Books books =
                books(processed(100, 0, 0), queue(new Counts(50, 0, 100, 100, 0), 0, List.of()));

        assertThat(books.difference()).isZero();
    }

    @Test
    void partitionsAreAddedUp() {
        // The second was filled by another producer too, which the first does not make up for.
        var first = queue(new Counts(40, 0, 30, 30, 0), 10, List.of());
        var second = queue(new Counts(0, 0, 5, 0, 5), 2, List.of(new BatchInFlight("b", 5, null)));

        Books books = books(processed(30, 0, 0), first, second);

        assertThat(books).isEqualTo(new Books(47, 30, 0, 0, 12, 5, 0, 0, 7, 0, 0));
        assertThat(books.difference()).isZero();
    }
}
