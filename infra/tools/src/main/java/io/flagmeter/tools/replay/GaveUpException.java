package io.flagmeter.tools.replay;

/** A request that was retried for as long as a good client should. */
final class GaveUpException extends Exception {
    private static final long serialVersionUID = 1;

    GaveUpException(String message) {
        super(message);
    }
}
