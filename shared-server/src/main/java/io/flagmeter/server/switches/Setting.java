package io.flagmeter.server.switches;

/**
 * How a switch stands.
 *
 * @param percent of the tenants, for whom it is on while it is enabled
 */
public record Setting(boolean enabled, int percent) {

    /** All of the tenants. */
    public static final int WHOLE = 100;

    public Setting {
        if (percent < 0 || percent > WHOLE) {
            throw new IllegalArgumentException("no such share: " + percent);
        }
    }

    /** The percent of the tenants for whom it is on. */
    int effective() {
        return enabled ? percent : 0;
    }
}
