package io.flagmeter.launcher;

/** A sentence for the person at the keyboard: what is wrong and what to do; never a stack trace. */
public final class Complaint extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitStatus;

    private Complaint(int exitStatus, String sentence) {
        super(sentence, null, false, false);
        this.exitStatus = exitStatus;
    }

    /** The machine or the stack is not in the state the command needs: exit status 1. */
    public static Complaint about(String sentence) {
        return new Complaint(1, sentence);
    }

    /** The command line itself is wrong: exit status 2. */
    public static Complaint usage(String sentence) {
        return new Complaint(2, sentence);
    }

    int exitStatus() {
        return exitStatus;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
