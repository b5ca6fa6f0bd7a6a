package io.flagmeter.tools.replay;

import java.nio.file.Path;

/** A trace that cannot be read; the message is one line that names the place. */
final class BadTraceException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 40;

    BadTraceException(String message) {
        super(message);
    }

    static BadTraceException at(Path file, int line, String column, String problem) {
        return new BadTraceException(
                "%s, line %d, column %s: %s".formatted(file, line, column, problem));
    }

    /** Makes a foreign value safe to print: bounded, and without control characters. */
    static String quote(String value) {
        String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
