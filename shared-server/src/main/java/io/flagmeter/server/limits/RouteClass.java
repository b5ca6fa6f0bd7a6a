package io.flagmeter.server.limits;

import java.util.Locale;

/**
 * What each client address may ask for a few times only, because it is expensive, or because
 * guessing pays. One more entry is all that another one needs; its route asks {@code RouteLimits}.
 */
public enum RouteClass {
    EXPORTS("exports", 5);

    private final String text;
    private final int most;

    RouteClass(String text, int most) {
        this.text = text;
        this.most = most;
    }

    /** As headers and metrics call it. */
    public String text() {
        return text;
    }

    /** How often in a window, where nobody has set it. */
    public int most() {
        return most;
    }

    /** The variable that sets it. */
    public String variable() {
        return "FLAGMETER_ROUTE_LIMITS_" + text.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The same, as configuration has it. */
    public String property() {
        return "flagmeter.route-limits." + text;
    }
}
