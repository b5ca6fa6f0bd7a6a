package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.TokenParts;
import io.flagmeter.tools.SentEvent;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DialectTest {

    private static SentEvent event(long number, long tokens) {
        return new SentEvent(Dialect.id("a", number), "t", "f", tokens, Instant.EPOCH);
    }

    @Test
    void partsOfEveryThirdEventAddUpToItsTokens() {
        assertThat(IntStream.range(0, 5_000)).allMatch(this::isTakenApart);
        assertThat(Dialect.parts(event(3, 120))).isEqualTo(new TokenParts(20, 60, 20, 10, 10));
        assertThat(Dialect.parts(event(4, 120))).isNull();
    }

    private boolean isTakenApart(int tokens) {
        TokenParts parts = Dialect.parts(event(3, tokens));
        return parts != null && parts.sum() == tokens;
    }

    @Test
    void othersAreSentAsTheyAre() {
        assertThat(Dialect.json(event(4, 7))).isEqualTo(event(4, 7));
        assertThat(Dialect.json(event(3, 7)).toString()).doesNotContain("tokens=7");
    }
}
