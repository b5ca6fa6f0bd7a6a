package io.flagmeter.alerting.http;

import java.util.Optional;

/** What came of a request. No reason repeats the URL. */
public sealed interface Answer {

    /**
     * The receiver answered; what it said beyond this is not read.
     *
     * @param retryAfter the header of that name
     */
    record Answered(int status, Optional<String> retryAfter) implements Answer {}

    /** No answer: time-out, reset, unknown host, bad certificate. */
    record Unreachable(String reason) implements Answer {}

    /** Nothing went out: the target may not be used, or there is nothing to say. */
    record NotSent(String reason) implements Answer {}
}
