package io.flagmeter.alerting.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What came of one request, and what that means for the deliveries it carried.
 *
 * @param status of the answer; empty if there was none
 * @param error why they were not delivered, without the URL; empty if they were
 * @param retryAfter how long the receiver wants to be left alone
 */
public record DeliveryResult(
        Kind kind, OptionalInt status, Optional<String> error, Optional<Duration> retryAfter) {

    /** A receiver may slow us down, not silence us. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** By Slack's rules, which are those of most receivers. */
    public enum Kind {
        DELIVERED,
        /** The receiver is well and wants us to be slower. */
        BUSY,
        /** The receiver is not well; another attempt may succeed. */
        FAILING,
        /** Another attempt would end the same way. */
        REFUSED,
        /** The webhook does not exist any more. */
        GONE;

        /** As a metric's label. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The receiver answered; what it said beyond this is not read.
     *
     * @param retryAfter the header of that name
     */
    static DeliveryResult answered(int status, @Nullable String retryAfter, Instant now) {
        Kind kind =
                switch (status) {
                    case 404, 410 -> Kind.GONE;
                    case 429 -> Kind.BUSY;
                    case 408, 425 -> Kind.FAILING;
                    default -> kindOfOthers(status);
                };
        return new DeliveryResult(
                kind,
                OptionalInt.of(status),
                kind == Kind.DELIVERED ? Optional.empty() : Optional.of("answered " + status),
                Optional.ofNullable(retryAfter).flatMap(value -> pause(value, now)));
    }

    private static Kind kindOfOthers(int status) {
        if (status >= 200 && status < 300) {
            return Kind.DELIVERED;
        }
        return status >= 500 ? Kind.FAILING : Kind.REFUSED;
    }

    /** No answer: time-out, reset, unknown host, bad certificate. */
    static DeliveryResult unreachable(String reason) {
        return unanswered(Kind.FAILING, reason);
    }

    /** Nothing was sent: the target may not be used, or there is nothing to say. */
    public static DeliveryResult notSent(String reason) {
        return unanswered(Kind.REFUSED, reason);
    }

    private static DeliveryResult unanswered(Kind kind, String reason) {
        return new DeliveryResult(kind, OptionalInt.empty(), Optional.of(reason), Optional.empty());
    }

    /** Of Retry-After, seconds or a date (RFC 9110, section 10.2.3); empty if it cannot be read. */
    private static Optional<Duration> pause(String value, Instant now) {
        return parsed(value.strip(), now).map(DeliveryResult::bounded);
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
        return duration.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : duration;
    }
}
