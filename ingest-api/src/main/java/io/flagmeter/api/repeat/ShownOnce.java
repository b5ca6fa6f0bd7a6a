package io.flagmeter.api.repeat;

/** An answer that may hold what is shown once, and kept nowhere. */
public interface ShownOnce {

    /** The answer without it. */
    Object withoutSecret();
}
