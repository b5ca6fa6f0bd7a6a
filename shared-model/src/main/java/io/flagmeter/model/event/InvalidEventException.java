package io.flagmeter.model.event;

/**
 * An event broke a rule. The message names the field and the limit, for the caller to read.
 *
 * <p>Carries no stack trace: a bad event is an ordinary answer on the hot path, not a fault.
 */
public final class InvalidEventException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String reason;

    public InvalidEventException(String field, String rule) {
        this(field, field + " " + rule, false);
    }

    private InvalidEventException(String field, String reason, boolean writableStackTrace) {
        super(reason, null, false, writableStackTrace);
        this.field = field;
        this.reason = reason;
    }

    /** The field at fault as the sender spelled it, such as {@code tokens}. */
    public String field() {
        return field;
    }

    /** One sentence that names the field and the limit. */
    public String reason() {
        return reason;
    }
}
