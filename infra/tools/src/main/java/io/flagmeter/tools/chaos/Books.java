package io.flagmeter.tools.chaos;

/** What {@code GET /reconciliation} answers. */
record Books(
        long applied,
        long duplicate,
        long deadLettered,
        long queued,
        long inFlight,
        long difference) {

    /** Whether the workers have nothing left to do. */
    boolean quiet() {
        return queued == 0 && inFlight == 0;
    }
}
