package io.flagmeter.alerting.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header Retry-After: seconds or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {

    /** A receiver may slow us down, not silence us. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** At most an hour; empty if it cannot be read. */
    static Optional<Duration> parse(String value, Instant now) {
        return parsed(value.strip(), now).map(RetryAfter::bounded);
    }

    private static Optional<Duration> parsed(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            var date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(now, date.toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration duration) {
        if (duration.isNegative()) {
            return Duration.ZERO;
        }
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }
}
