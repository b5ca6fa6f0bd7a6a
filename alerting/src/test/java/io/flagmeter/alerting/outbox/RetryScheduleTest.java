package io.flagmeter.alerting.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final RandomGenerator NO_JITTER = () -> 0;

    @ParameterizedTest
    @CsvSource({"1, PT5S", "2, PT30S", "3, PT2M", "4, PT10M", "5, PT30M", "6, PT1H", "20, PT1H"})
    void pausesGrowToAnHour(int attempts, Duration pause) {
        assertThat(new RetrySchedule(NO_JITTER).next(attempts, NOON, NOON))
                .contains(NOON.plus(pause));
    }

    @Test
    void itIsTriedForADayAndThenGivenUp() {
        var schedule = new RetrySchedule(NO_JITTER);
        List<Instant> attempts = new ArrayList<>();
        Optional<Instant> next = Optional.of(NOON);
        while (next.isPresent()) {
            attempts.add(next.get());
            next = schedule.next(attempts.size(), NOON, next.get());
        }

        assertThat(attempts).hasSize(29);
        assertThat(attempts.getLast())
                .isBetween(NOON.plus(Duration.ofHours(23)), NOON.plus(Duration.ofHours(24)));
    }

    @Test
    void jitterIsATenthAtMost() {
        var schedule = new RetrySchedule(RandomGenerator.of("L64X128MixRandom"));

        List<Instant> times =
                Stream.generate(() -> schedule.next(6, NOON, NOON).orElseThrow())
                        .limit(1000)
                        .toList();

        assertThat(times)
                .allMatch(time -> !time.isBefore(NOON.plus(Duration.ofMinutes(60))))
                .allMatch(time -> !time.isAfter(NOON.plus(Duration.ofMinutes(66))));
        assertThat(Set.copyOf(times)).hasSizeGreaterThan(900);
    }

    @Test
    void theBreakerOpensAtTheFifthFailureAndItsPausesDouble() {
        assertThat(Breaker.pause(4)).isZero();
        assertThat(Breaker.pause(5)).isEqualTo(Duration.ofSeconds(30));
        assertThat(Breaker.pause(6)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Breaker.pause(9)).isEqualTo(Duration.ofMinutes(8));
        assertThat(Breaker.pause(10)).isEqualTo(Duration.ofMinutes(10));
        assertThat(Breaker.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(10));
    }
}
