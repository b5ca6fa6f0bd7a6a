package io.flagmeter.alerting.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "200, Delivered",
        "204, Delivered",
        "301, Refused",
        "302, Refused",
        "400, Refused",
        "401, Refused",
        "403, Refused",
        "404, Gone",
        "408, Failing",
        "410, Gone",
        "413, Refused",
        "425, Failing",
        "429, Busy",
        "500, Failing",
        "503, Failing"
    })
    void theStatusDecides(int status, String verdict) {
        assertThat(of(new Answer.Answered(status, Optional.empty())).getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void silenceMayPassAndAnUnsafeTargetWillNot() {
        assertThat(of(new Answer.Unreachable("reset")))
                .isEqualTo(new Verdict.Failing("reset", Optional.empty()));
        assertThat(of(new Answer.NotSent("unsafe"))).isEqualTo(new Verdict.Refused("unsafe"));
    }

    @ParameterizedTest
    @CsvSource({
        "7, PT7S",
        "0, PT0S",
        "999999, PT1H",
        "'Fri, 20 Nov 2026 12:00:30 GMT', PT30S",
        "'Fri, 20 Nov 2026 11:00:00 GMT', PT0S",
        "soon, ",
        "-1, ",
        "99999999999999999999, "
    })
    void retryAfterIsSecondsOrADateAndAnHourAtMost(String header, Duration pause) {
        assertThat(of(new Answer.Answered(429, Optional.of(header))))
                .isEqualTo(new Verdict.Busy("answered 429", Optional.ofNullable(pause)));
    }

    private static Verdict of(Answer answer) {
        return Verdict.of(answer, NOON);
    }
}
