package io.flagmeter.worker.queue;

/** Valkey could not be reached, or refused. What was asked may or may not have happened. */
public final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String answer;

    QueueUnavailableException(Throwable cause) {
        super("Valkey: " + cause.getMessage(), cause);
        this.answer = String.valueOf(cause.getMessage());
    }

    /** Whether it is what Valkey answered, and an error of that kind. */
    boolean is(String kind) {
        return answer.startsWith(kind);
    }
}
