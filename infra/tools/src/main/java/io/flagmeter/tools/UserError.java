package io.flagmeter.tools;

/** A sentence for the person at the keyboard: what is wrong and what to do; never a stack trace. */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitStatus;

    private UserError(int exitStatus, String sentence) {
        super(sentence, null, false, false);
        this.exitStatus = exitStatus;
    }

    /** The machine or the stack is not in the state the command needs: exit status 1. */
    public static UserError about(String sentence) {
        return new UserError(1, sentence);
    }

    /** The command line itself is wrong: exit status 2. */
    public static UserError usage(String sentence) {
        return new UserError(2, sentence);
    }

    public int exitStatus() {
        return exitStatus;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
