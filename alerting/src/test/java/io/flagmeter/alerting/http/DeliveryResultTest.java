package io.flagmeter.alerting.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.http.DeliveryResult.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryResultTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED",
        "204, DELIVERED",
        "301, REFUSED",
        "302, REFUSED",
        "400, REFUSED",
        "401, REFUSED",
        "403, REFUSED",
        "404, GONE",
        "408, FAILING",
        "410, GONE",
        "413, REFUSED",
        "425, FAILING",
        "429, BUSY",
        "500, FAILING",
        "503, FAILING"
    })
    void theStatusDecides(int status, Kind kind) {
        var result = DeliveryResult.answered(status, null, NOON);

        assertThat(result.kind()).isEqualTo(kind);
        assertThat(result.status()).hasValue(status);
        assertThat(result.error())
                .isEqualTo(
                        kind == Kind.DELIVERED
                                ? Optional.empty()
                                : Optional.of("answered " + status));
    }

    @Test
    void silenceMayPassAndAnUnsafeTargetWillNot() {
        assertThat(DeliveryResult.unreachable("reset"))
                .isEqualTo(unanswered(Kind.FAILING, "reset"));
        assertThat(DeliveryResult.notSent("unsafe")).isEqualTo(unanswered(Kind.REFUSED, "unsafe"));
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
        assertThat(DeliveryResult.answered(429, header, NOON).retryAfter())
                .isEqualTo(Optional.ofNullable(pause));
    }

    private static DeliveryResult unanswered(Kind kind, String error) {
        return new DeliveryResult(kind, OptionalInt.empty(), Optional.of(error), Optional.empty());
    }
}
