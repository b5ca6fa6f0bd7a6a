package io.flagmeter.tools.chaos;

/** What must not grow while a stack runs. */
enum Measure {
    MEMORY("memory, MB", 3),
    /** Not of all together: PostgreSQL has a process for each connection, and those are counted. */
    DESCRIPTORS("file descriptors a process", 5),
    CONNECTIONS("connections", 3);

    private final String label;
    private final double slack;

    Measure(String label, double slack) {
        this.label = label;
        this.slack = slack;
    }

    String label() {
        return label;
    }

    /** What comes and goes in any case, however small the whole is. */
    double slack() {
        return slack;
    }
}
