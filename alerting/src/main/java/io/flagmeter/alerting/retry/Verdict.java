package io.flagmeter.alerting.retry;

import io.flagmeter.alerting.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an answer means for the delivery. */
public sealed interface Verdict {

    record Delivered() implements Verdict {}

    /** The receiver is well and wants us to be slower. */
    record Busy(String error, Optional<Duration> retryAfter) implements Verdict {}

    /** The receiver is not well; another attempt may succeed. */
    record Failing(String error, Optional<Duration> retryAfter) implements Verdict {}

    /** Another attempt would end the same way. */
    record Refused(String error) implements Verdict {}

    /** The webhook is no more. */
    record Gone(String error) implements Verdict {}

    /** Why it was not delivered; empty if it was. */
    default Optional<String> reason() {
        return switch (this) {
            case Delivered() -> Optional.empty();
            case Busy(String error, _) -> Optional.of(error);
            case Failing(String error, _) -> Optional.of(error);
            case Refused(String error) -> Optional.of(error);
            case Gone(String error) -> Optional.of(error);
        };
    }

    /** Judges an answer, by Slack's rules, which are those of most receivers. */
    static Verdict of(Answer answer, Instant now) {
        return switch (answer) {
            case Answer.Answered(int status, Optional<String> header) ->
                    of(status, header.flatMap(value -> RetryAfter.parse(value, now)));
            case Answer.Unreachable(String reason) -> new Failing(reason, Optional.empty());
            case Answer.NotSent(String reason) -> new Refused(reason);
        };
    }

    private static Verdict of(int status, Optional<Duration> retryAfter) {
        if (status >= 200 && status < 300) {
            return new Delivered();
        }
        String error = "answered " + status;
        return switch (status) {
            case 404, 410 -> new Gone(error);
            case 429 -> new Busy(error, retryAfter);
            case 408, 425 -> new Failing(error, retryAfter);
            default -> status >= 500 ? new Failing(error, retryAfter) : new Refused(error);
        };
    }
}
