package io.flagmeter.tools.chaos;

/** A process that a fault may hit. */
enum Victim {
    WORKER("rollup-worker"),
    /** Shares the queue with the first; it is started by us, not by the launcher. */
    SECOND_WORKER("second-worker"),
    API("ingest-api"),
    VALKEY("valkey"),
    POSTGRES("postgres"),
    ALERTING("alerting");

    private final String label;

    Victim(String label) {
        this.label = label;
    }

    /** Whether it is a program of ours, and so a JVM. */
    boolean isOurs() {
        return this != VALKEY && this != POSTGRES;
    }

    /** Its name in the state folder and in tables. */
    String label() {
        return label;
    }
}
