package io.flagmeter.server.switches;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The optional parts of a server, each of which can be on for some tenants and off for others. One
 * more entry is all that another one needs.
 */
public enum Switch {
    RATE_LIMITS("rate-limits", true, "rate limits of keys and tenants"),
    ROUTE_LIMITS("route-limits", true, "limits of client addresses for what is expensive");

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final String text;
    private final boolean onByDefault;
    private final String about;

    Switch(String text, boolean onByDefault, String about) {
        this.text = text;
        this.onByDefault = onByDefault;
        this.about = about;
    }

    /** Its name; it never changes meaning, and decides for which tenants it is on first. */
    public String text() {
        return text;
    }

    /** What is on or off. */
    public String about() {
        return about;
    }

    /** The variable that says whether it is on where nobody has switched it. */
    public String variable() {
        return "FLAGMETER_" + text.toUpperCase(Locale.ROOT).replace('-', '_') + "_ENABLED";
    }

    boolean onByDefault() {
        return onByDefault;
    }

    /** The same, as configuration has it. */
    String property() {
        return "flagmeter." + text + ".enabled";
    }

    /** Empty if there is none of this name. */
    public static Optional<Switch> of(String text) {
        return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /**
     * Where a tenant stands in a roll-out: it is on for those whose place is less than the percent.
     * Calculated from the names alone, so that it is the same in every process and for ever:
     * whoever has it keeps it while the percent grows, and each switch begins with other tenants.
     *
     * @param subject the tenant, or what stands in for one
     * @return 0 to 99
     */
    int place(String subject) {
        long hash = add(add(FNV_OFFSET, text) * FNV_PRIME, subject);
        // FNV-1a leaves the last characters in the low bits: MurmurHash3's end spreads them.
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) Long.remainderUnsigned(hash ^ (hash >>> 33), 100);
    }

    private static long add(long hash, String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
