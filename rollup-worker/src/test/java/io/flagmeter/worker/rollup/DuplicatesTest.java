package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is not counted twice: a batch delivered again, an event sent again. */
class DuplicatesTest {

    private final Database database = new Database();

    @Test
    void aBatchDeliveredAgainIsCountedOnce() throws Exception {
        BatchOutcome first = database.apply("b1", event("1"), event("2"));
        BatchOutcome again = database.apply("b1", event("1"), event("2"));

        assertThat(first.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
        assertThat(again.applied()).isEqualTo(2);
        assertThat(totalTokens()).isEqualTo("3000");
        assertThat(database.value("SELECT sum(applied), sum(duplicate) FROM applied_batches"))
                .isEqualTo("2 0");
    }

    @Test
    void anEventSentAgainIsADuplicate() throws Exception {
        database.apply("b1", event("1"));
        BatchOutcome outcome = database.apply("b2", event("1"), event("2"));

        assertThat(outcome)
                .isEqualTo(new BatchOutcome(1, 1, 0, 0, 0, outcome.deadLetters(), false));
        assertThat(totalTokens()).isEqualTo("3000");
    }

    @Test
    void theSameIdTwiceInABatchCountsOnceByTheOlder() throws Exception {
        BatchOutcome outcome =
                database.apply(
                        "b1",
                        event("1", "acme-corp", "gpt", 10),
                        at(event("1", "acme-corp", "gpt", 99), NOON.minus(Duration.ofDays(1))));

        assertThat(outcome.applied()).isEqualTo(1);
        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("10");
    }

    @Test
    void aCopyWithAnEarlierDayIsADuplicate() throws Exception {
        database.apply("b1", event("1"));
        BatchOutcome outcome =
                database.apply("b2", at(event("1"), NOON.minus(Duration.ofHours(47))));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void aCopyWithALaterDayIsADuplicate() throws Exception {
        database.apply("b1", at(event("1"), NOON.minus(Duration.ofHours(47))));
        BatchOutcome outcome = database.apply("b2", event("1"));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void aCopyOfAnEventThatCameAheadOfTimeIsADuplicate() throws Exception {
        database.apply("b1", at(event("1"), NOON.plus(Duration.ofHours(23))));
        BatchOutcome outcome = database.apply("b2", event("1"));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void anEventSentAgainLongAfterItsTimeIsADuplicate() throws Exception {
        Instant longAgo = NOON.minus(Duration.ofDays(4));
        database.apply("b1", at(event("1"), longAgo));
        BatchOutcome outcome = database.apply("b2", at(event("1"), longAgo));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void theSameIdOfAnotherTenantIsAnotherEvent() throws Exception {
        database.apply("b1", event("1", "acme-corp", "gpt", 10));
        BatchOutcome outcome = database.apply("b2", event("1", "zeta", "gpt", 10));

        assertThat(outcome.applied()).isEqualTo(1);
    }

    @Test
    void beyondTheWindowTheSameIdCountsAgain() throws Exception {
        database.apply("b1", at(event("1"), NOON.minus(Duration.ofDays(4))));
        BatchOutcome outcome = database.apply("b2", event("1"));

        assertThat(outcome.applied()).isEqualTo(1);
    }

    @Test
    void aBatchOfNothingButDuplicatesIsRememberedToo() throws Exception {
        database.apply("b1", event("1"));
        database.apply("b2", event("1"));

        assertThat(database.rows("SELECT batch_id, applied, duplicate FROM applied_batches"))
                .containsExactlyInAnyOrder("b1 1 0", "b2 0 1");
    }

    private String totalTokens() throws Exception {
        String rollups = database.value("SELECT sum(total_tokens) FROM rollups");
        assertThat(database.value("SELECT sum(total_tokens) FROM period_totals"))
                .as("totals = rollups")
                .isEqualTo(rollups);
        assertThat(database.value("SELECT sum(tokens) FROM events"))
                .as("rollups = events")
                .isEqualTo(rollups);
        return rollups;
    }

    /** Another producer's events may be as old as the raw log. */
    @Test
    void windowOfAnEventDoesNotDependOnWhatSharesItsBatch() throws Exception {
        UsageEvent old = at(event("1"), NOON.minus(Duration.ofDays(9)));
        database.apply("b1", old);

        BatchOutcome outcome =
                database.apply("b2", event("1"), at(event("2"), NOON.minus(Duration.ofDays(9))));

        assertThat(outcome.applied()).isEqualTo(2);
        assertThat(totalTokens()).isEqualTo("4500");
    }

    @Test
    void sameIdFurtherApartThanTheWindowCountsTwiceInOneBatchAsInTwo() throws Exception {
        UsageEvent old = at(event("1"), NOON.minus(Duration.ofDays(9)));

        BatchOutcome apart = database.apply("b1", old, event("1"), event("1"));

        assertThat(apart.applied()).isEqualTo(2);
        assertThat(apart.duplicate()).isEqualTo(1);
        // The other way round the old one comes after one that is within what it looks through.
        BatchOutcome after =
                database.apply("b2", event("2"), at(event("2"), NOON.minus(Duration.ofDays(9))));
        assertThat(after.applied()).isEqualTo(1);
        assertThat(after.duplicate()).isEqualTo(1);
    }
}
