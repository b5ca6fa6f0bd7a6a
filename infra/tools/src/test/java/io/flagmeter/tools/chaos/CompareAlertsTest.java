package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.Reconciliation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareAlertsTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    private final List<RaisedAlert> alerts =
            new ArrayList<>(List.of(alert("low", 1, false, 0, 0), alert("high", 2, true, 1, 1)));
    private final Map<String, Integer> received = new HashMap<>(Map.of("high.crossed", 2));

    private static RaisedAlert alert(
            String id, int threshold, boolean announced, int messages, int delivered) {
        return new RaisedAlert(id, "acme", START, threshold, announced, messages, delivered);
    }

    /** Two features that together have used 2 % of the quota. */
    private CompareAlerts compare(Instant now) {
        var totals =
                List.of(
                        new PeriodTotal("acme", "chat", START, END, new Sum(9, 150_000)),
                        new PeriodTotal("acme", "tts", START, END, new Sum(1, 50_000)));
        var counted =
                new StoredUsage(
                        List.of(),
                        Map.of(),
                        Map.of(),
                        totals,
                        alerts,
                        new Reconciliation(0, 0, 0, 0, 0, 0, 0));
        return new CompareAlerts(counted, received, now);
    }

    private long differences() {
        CompareAlerts compare = compare(START.plusSeconds(1));
        return compare.oneForEachCrossing().differing() + compare.eachIsTold().differing();
    }

    @Test
    void oneAlertForEachCrossingAndOneMessageForEachJumpIsRight() {
        assertThat(differences()).isZero();
        assertThat(compare(START).eachIsTold().numbers()).isEqualTo("1 of 1, 1 of them again");
    }

    @Test
    void crossingWithoutAnAlertIsFound() {
        alerts.removeFirst();

        assertThat(differences()).isEqualTo(1);
    }

    @Test
    void secondAlertForACrossingIsFound() {
        alerts.add(alert("again", 1, false, 0, 0));

        assertThat(differences()).isEqualTo(1);
    }

    @Test
    void alertOfAThresholdThatWasNotReachedIsFound() {
        alerts.add(alert("early", 5, false, 0, 0));

        assertThat(differences()).isEqualTo(1);
    }

    @Test
    void messageThatNeverCameIsFound() {
        received.clear();

        assertThat(differences()).isEqualTo(1);
    }

    @Test
    void messageThatIsStillPendingIsFound() {
        alerts.set(1, alert("high", 2, true, 1, 0));

        assertThat(differences()).isEqualTo(1);
    }

    @Test
    void messageAboutALowerThresholdOfAJumpIsFound() {
        received.put("low.crossed", 1);

        assertThat(differences()).isEqualTo(1);
    }

    @Test
    void endedPeriodWantsNoAlerts() {
        alerts.clear();
        received.clear();

        assertThat(compare(END).oneForEachCrossing().differing()).isZero();
    }
}
