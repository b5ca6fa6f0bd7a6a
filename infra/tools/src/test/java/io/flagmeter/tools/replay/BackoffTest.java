package io.flagmeter.tools.replay;

import static io.flagmeter.tools.replay.FakeTime.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(START);

    @Test
    void pausesGrowAndEndWithinTheBudget() {
        Instant now = START;
        Duration longest = Duration.ZERO;
        int pauses = 0;
        Optional<Duration> pause = backoff.next(now, Optional.empty());
        assertThat(pause.orElseThrow()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        while (pause.isPresent()) {
            pauses++;
            now = now.plus(pause.get());
            longest = longest.compareTo(pause.get()) > 0 ? longest : pause.get();
            pause = backoff.next(now, Optional.empty());
        }
        assertThat(now).isBetween(START.plusSeconds(55), START.plusSeconds(60));
        assertThat(longest).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        assertThat(pauses).isBetween(15, 30);
    }

    @Test
    void theServersWordIsNeverUndercut() {
        Duration told = Duration.ofSeconds(20);
        assertThat(backoff.next(START, Optional.of(told)).orElseThrow())
                .isBetween(told, Duration.ofSeconds(22));
    }

    @Test
    void aWaitBeyondTheBudgetIsNotBegun() {
        assertThat(backoff.next(START, Optional.of(Duration.ofSeconds(61)))).isEmpty();
        assertThat(backoff.next(START.plusSeconds(61), Optional.empty())).isEmpty();
    }

    @Test
    void retryAfterIsReadInSeconds() {
        assertThat(Backoff.retryAfter(header("7"))).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fri, 20 Nov 2026 10:00:00 GMT", "-1", "soon", "99999999999999999999"})
    void otherValuesAreLeftToTheBackoff(String value) {
        assertThat(Backoff.retryAfter(header(value))).isEmpty();
    }

    private static HttpHeaders header(String value) {
        return HttpHeaders.of(Map.of("Retry-After", List.of(value)), (name, v) -> true);
    }
}
