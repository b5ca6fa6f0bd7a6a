package io.flagmeter.launcher;

/** Waiting between two looks at a process this JVM did not start and cannot be told about. */
final class Pause {

    private Pause() {}

    /** An interrupt ends it and is what a Ctrl-C looks like to the thread that starts the stack. */
    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Complaint.about("Interrupted.");
        }
    }
}
