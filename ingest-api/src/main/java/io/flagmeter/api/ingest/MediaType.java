package io.flagmeter.api.ingest;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a Content-Type header. */
public final class MediaType {

    public static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    static final String CLOUD_EVENT = "application/cloudevents+json";
    static final String CLOUD_EVENTS = "application/cloudevents-batch+json";

    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]*)");

    private MediaType() {}

    /** The type without its parameters in lower case; empty if there is none or it is not UTF-8. */
    public static String of(@Nullable String header) {
        if (header == null) {
            return "";
        }
        if (header.equals(JSON)) {
            return JSON;
        }
        String lower = header.toLowerCase(Locale.ROOT);
        int parameters = lower.indexOf(';');
        if (parameters < 0) {
            return lower.strip();
        }
        var charset = CHARSET.matcher(lower);
        while (charset.find()) {
            if (!charset.group(1).equals("utf-8")) {
                return "";
            }
        }
        return lower.substring(0, parameters).strip();
    }
}
