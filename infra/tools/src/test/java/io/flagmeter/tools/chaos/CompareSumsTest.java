package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.Reconciliation;
import io.flagmeter.tools.SentEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareSumsTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:30Z");

    private final SentEvent first = new SentEvent("a-1", "acme", "chat", 100, NOON);
    private final SentEvent second = new SentEvent("a-2", "acme", "chat", 50, NOON);

    private final SentSums log = new SentSums();
    private final Map<Minute, Sum> rollups = new HashMap<>();
    private final Map<Minute, Sum> corrections = new HashMap<>();
    private Sum total = new Sum(2, 150);
    private long rawEvents = 2;
    private long usage = 150;

    CompareSumsTest() {
        log.sent(List.of(first, second));
        log.acknowledged(first);
        log.acknowledged(second);
        rollups.put(Minute.of(first), new Sum(2, 150));
    }

    @Test
    void nothingDiffersIfNothingDoes() {
        assertThat(differing()).isEmpty();
    }

    @Test
    void aLostEventIsReported() {
        rollups.put(Minute.of(first), new Sum(1, 100));
        total = new Sum(1, 100);
        rawEvents = 1;
        usage = 100;

        assertThat(differing())
                .containsExactly("acknowledged is counted once", "rollups = sent, by minute");
    }

    @Test
    void whatACorrectionTookIsNoDifference() {
        corrections.put(Minute.of(first), new Sum(1, 50));
        rollups.put(Minute.of(first), new Sum(1, 100));
        total = new Sum(1, 100);
        usage = 100;

        assertThat(differing()).isEmpty();
    }

    @Test
    void tokensCountedInAnotherMinuteAreReported() {
        rollups.put(Minute.of(first), new Sum(1, 100));
        rollups.put(new Minute("acme", "chat", START), new Sum(1, 50));

        assertThat(differing()).containsExactly("rollups = sent, by minute");
    }

    @Test
    void anEventThatIsNotAcknowledgedInTheEndIsReported() {
        log.sent(List.of(new SentEvent("a-3", "acme", "chat", 0, NOON)));

        assertThat(differing()).contains("what was sent is acknowledged");
    }

    @Test
    void aQuotaCheckThatDisagreesIsReported() {
        usage = 149;

        assertThat(differing()).containsExactly("quota checks = period totals");
    }

    private List<String> differing() {
        var counted =
                new StoredUsage(
                        List.of(),
                        rollups,
                        corrections,
                        List.of(new PeriodTotal("acme", "chat", START, END, total)),
                        List.of(),
                        new Reconciliation(0, rawEvents, 0, 0, 0, 0, 0));
        return new CompareSums(log, counted, rawEvents)
                .with(Map.of("acme", usage), new CompareAlerts(counted, Map.of(), END)).stream()
                        .filter(check -> !check.holds())
                        .map(Check::claim)
                        .toList();
    }
}
