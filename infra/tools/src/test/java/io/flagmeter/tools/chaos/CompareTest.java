package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.TokenParts;
import io.flagmeter.tools.Reconciliation;
import io.flagmeter.tools.SentEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:30Z");

    private final SentEvent first = new SentEvent("a-1", "acme", "chat", 100, NOON);
    private final SentEvent second = new SentEvent("a-2", "acme", "chat", 50, NOON.plusSeconds(60));
    private final SentEvent unacknowledged = new SentEvent("a-3", "acme", "chat", 7, NOON);

    private final SentLog log = new SentLog();
    private final List<SentEvent> events = new ArrayList<>(List.of(first, second));
    private final Map<Minute, Sum> rollups =
            new HashMap<>(
                    Map.of(Minute.of(first), new Sum(1, 100), Minute.of(second), new Sum(1, 50)));
    private final Map<Minute, Sum> corrections = new HashMap<>();
    private Sum total = new Sum(2, 150);
    private Reconciliation books = new Reconciliation(0, 2, 0, 0, 0, 0, 0);

    CompareTest() {
        log.sent(List.of(first, second, unacknowledged));
        log.acknowledged(first);
        log.acknowledged(second);
    }

    @Test
    void nothingDiffersIfNothingDoes() {
        assertThat(differences()).isEmpty();
    }

    @Test
    void anEventWhoseAcknowledgementWasLostMayBeCounted() {
        count(unacknowledged);

        assertThat(differences()).isEmpty();
    }

    @Test
    void aLostEventIsReported() {
        events.remove(second);
        rollups.remove(Minute.of(second));
        total = new Sum(1, 100);
        books = new Reconciliation(0, 1, 0, 0, 0, 0, 0);

        assertThat(differences())
                .containsOnly(
                        Map.entry("acknowledged is counted", List.of("acme/a-2 is not counted")));
    }

    @Test
    void aLostEventIsReportedByTheBooksAsWell() {
        books = new Reconciliation(0, 2, 0, 0, 0, 0, 1);

        assertThat(differences()).containsOnlyKeys("the books balance");
    }

    @Test
    void anEventCountedTwiceIsReported() {
        count(first);

        assertThat(differences()).containsOnlyKeys("every id counts once");
    }

    @Test
    void anEventThatNobodySentIsReported() {
        count(new SentEvent("x-1", "acme", "chat", 1, NOON));

        assertThat(differences())
                .containsOnly(
                        Map.entry("counted was sent, as sent", List.of("acme/x-1 was never sent")));
    }

    @Test
    void anEventCountedWithOtherTokensIsReported() {
        events.remove(second);
        events.add(new SentEvent("a-2", "acme", "chat", 51, second.timestamp()));
        rollups.put(Minute.of(second), new Sum(1, 51));
        total = new Sum(2, 151);

        assertThat(differences()).containsOnlyKeys("counted was sent, as sent");
    }

    @Test
    void aRollupThatIsNotTheSumOfItsEventsIsReported() {
        rollups.put(Minute.of(first), new Sum(2, 200));
        total = new Sum(3, 250);

        assertThat(differences()).containsOnlyKeys("rollups = events, by minute");
    }

    @Test
    void aRollupWhosePartsAreNotThoseOfItsEventsIsReported() {
        var told = new SentEvent(Dialect.id("a", 3), "acme", "chat", 60, second.timestamp());
        log.sent(List.of(told));
        log.acknowledged(told);
        count(told);
        assertThat(differences()).isEmpty();

        Sum sum = rollups.get(Minute.of(told));
        rollups.put(Minute.of(told), sum.withoutParts());
        assertThat(differences()).containsOnlyKeys("rollups = events, by minute");

        rollups.put(Minute.of(told), sum.plus(new Sum(0, 0, new TokenParts(0, 1, 0, 0, 0))));
        assertThat(differences()).containsOnlyKeys("rollups = events, by minute");
    }

    @Test
    void whatACorrectionTookIsNoDifference() {
        corrections.put(Minute.of(first), new Sum(1, 100));
        corrections.put(new Minute("acme", "chat", START), new Sum(0, -30));
        rollups.put(Minute.of(first), new Sum(0, 0));
        rollups.put(new Minute("acme", "chat", START), new Sum(0, 30));
        total = new Sum(1, 80);

        assertThat(differences()).isEmpty();
    }

    @Test
    void partsThatACorrectionTookAreNoDifferenceAndOthersAre() {
        var told = new SentEvent(Dialect.id("a", 3), "acme", "chat", 60, second.timestamp());
        log.sent(List.of(told));
        log.acknowledged(told);
        count(told);
        Sum whole = rollups.get(Minute.of(told));
        corrections.put(Minute.of(told), Sum.of(told));
        rollups.put(Minute.of(told), whole.less(Sum.of(told)));
        total = total.less(Sum.of(told)).withoutParts();
        assertThat(differences()).isEmpty();

        rollups.put(Minute.of(told), whole.less(Sum.of(told).withoutParts()));
        assertThat(differences()).containsOnlyKeys("rollups = events, by minute");
    }

    @Test
    void aCorrectionThatTheRollupDoesNotShowIsReported() {
        corrections.put(Minute.of(first), new Sum(1, 100));

        assertThat(differences()).containsOnlyKeys("rollups = events, by minute");
    }

    @Test
    void aRollupBelowZeroIsReported() {
        corrections.put(Minute.of(first), new Sum(2, 101));
        rollups.put(Minute.of(first), new Sum(-1, -1));
        total = new Sum(0, 49);

        assertThat(differences()).containsOnlyKeys("corrections take what there is");
    }

    @Test
    void aRollupWithoutEventsIsReported() {
        rollups.put(new Minute("acme", "chat", START), new Sum(1, 0));
        total = new Sum(3, 150);

        assertThat(differences()).containsOnlyKeys("rollups = events, by minute");
    }

    @Test
    void aTotalThatIsNotTheSumOfItsRollupsIsReported() {
        total = new Sum(2, 149);

        assertThat(differences()).containsOnlyKeys("period totals = rollups");
    }

    @Test
    void aRollupOutsideOfEveryPeriodIsReported() {
        count(unacknowledgedBefore(START));
        total = new Sum(2, 150);

        assertThat(differences()).containsOnlyKeys("period totals = rollups");
    }

    @Test
    void whatIsLeftOnTheQueueIsReported() {
        books = new Reconciliation(0, 2, 0, 0, 3, 1, 0);

        assertThat(differences())
                .containsOnly(
                        Map.entry("the books balance", List.of("3 still queued, 1 in flight")));
    }

    @Test
    void deadLettersAndRefusalsAreReported() {
        books = new Reconciliation(0, 2, 0, 1, 0, 0, 0);
        log.refused(unacknowledged, "HTTP 422");

        assertThat(differences()).containsOnlyKeys("no dead letters", "no good event is refused");
    }

    @Test
    void onlyTheFirstFewAreNamedButAllAreNumbered() {
        for (int i = 0; i < 100; i++) {
            var lost = new SentEvent("lost-" + i, "acme", "chat", 1, NOON);
            log.sent(List.of(lost));
            log.acknowledged(lost);
        }

        Check check = Compare.of(log, counted(), alerts()).getFirst();

        assertThat(check.differing()).isEqualTo(100);
        assertThat(check.examples()).hasSize(5);
        assertThat(check.numbers()).isEqualTo("2 of 102");
    }

    private SentEvent unacknowledgedBefore(Instant start) {
        var early = new SentEvent("a-4", "acme", "chat", 9, start.minusSeconds(60));
        log.sent(List.of(early));
        return early;
    }

    private void count(SentEvent event) {
        events.add(event);
        rollups.merge(Minute.of(event), Sum.of(event), Sum::plus);
        total = total.plus(new Sum(1, event.tokens()));
        books = new Reconciliation(0, events.size(), 0, 0, 0, 0, 0);
    }

    private Map<String, List<String>> differences() {
        var differences = new HashMap<String, List<String>>();
        Compare.of(log, counted(), alerts()).stream()
                .filter(check -> !check.holds())
                .forEach(check -> differences.put(check.claim(), check.examples()));
        return differences;
    }

    private StoredUsage counted() {
        return new StoredUsage(
                events,
                rollups,
                corrections,
                List.of(new PeriodTotal("acme", "chat", START, END, total)),
                List.of(),
                books);
    }

    /** Of a period that has ended, so that there is none. */
    private CompareAlerts alerts() {
        return new CompareAlerts(counted(), Map.of(), END);
    }
}
