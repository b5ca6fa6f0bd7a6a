package io.flagmeter.worker.queue;

/** Valkey could not be reached, or refused. What was asked may or may not have happened. */
public final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueUnavailableException(Throwable cause) {
        super("Valkey: " + cause.getMessage(), cause);
    }
}
