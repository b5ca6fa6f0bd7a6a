package io.flagmeter.tools.replay;

import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Whose usage a trace becomes. */
record Target(String tenant, String feature) {
    private static final int MAX_LENGTH = 128;
    private static final String LEGAL = "A-Za-z0-9._:/@-";
    private static final Pattern NAME = Pattern.compile("[" + LEGAL + "]{1," + MAX_LENGTH + "}");

    Target {
        check("tenant", tenant);
        check("feature", feature);
    }

    /** The file's name without its extension, with a dash for what a tenant's name may not hold. */
    static String tenantOf(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        int dot = name.lastIndexOf('.');
        String base = dot > 0 ? name.substring(0, dot) : name;
        String legal = base.replaceAll("[^" + LEGAL + "]", "-");
        return legal.substring(0, Math.min(legal.length(), MAX_LENGTH));
    }

    private static void check(String option, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "--%s must be 1 to %d characters of [%s]".formatted(option, MAX_LENGTH, LEGAL));
        }
        try {
            EventRules.name("--" + option, value);
        } catch (InvalidEventException e) {
            throw new IllegalArgumentException(e.reason(), e);
        }
    }
}
