package io.flagmeter.tools.chaos;

import io.flagmeter.embedded.FreePorts;

/** The ports of a stack of our own, in a row. */
record ChaosPorts(int first) {
    private static final int COUNT = 6;

    static ChaosPorts free() {
        return new ChaosPorts(FreePorts.row(COUNT));
    }

    int api() {
        return first;
    }

    /** The launcher takes the API's next two for worker and alerting. */
    int worker() {
        return first + 1;
    }

    int secondWorker() {
        return first + 3;
    }

    int postgres() {
        return first + 4;
    }

    int valkey() {
        return first + 5;
    }
}
