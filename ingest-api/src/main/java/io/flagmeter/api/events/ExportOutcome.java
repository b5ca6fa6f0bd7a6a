package io.flagmeter.api.events;

/** How an export ended. */
enum ExportOutcome {
    /** The client has all of it. */
    COMPLETE,
    /** It was answered with a problem, before it began. */
    REFUSED,
    /** There were too many others. */
    BUSY,
    /** The client went away, or was cut off because it did not read. */
    GONE,
    /** It was broken off, by a fault or because it took too long. */
    BROKEN
}
