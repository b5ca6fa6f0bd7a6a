package io.flagmeter.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.server.queue.EventQueue.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalLimitsTest {

    private final LocalLimits limits =
            new LocalLimits(Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC));

    private Outcome ask(String subject) {
        var limit = new RateLimit("tenant-requests", false, 1, 60_000, 2);
        var check = new Check(new Allowance("tenant", limit, null), subject, subject, -1);
        return limits.check(List.of(check)).outcome();
    }

    @Test
    void limitHoldsForEachByItself() {
        assertThat(ask("a")).isEqualTo(Outcome.ACCEPTED);
        assertThat(ask("a")).isEqualTo(Outcome.ACCEPTED);
        assertThat(ask("a")).isEqualTo(Outcome.LIMITED);
        assertThat(ask("b")).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void whoeverInventsSubjectsDoesNotFillTheHeap() {
        for (int i = 0; i < 11_000; i++) {
            ask("t" + i);
        }

        assertThat(limits.size()).isEqualTo(10_000);
    }
}
