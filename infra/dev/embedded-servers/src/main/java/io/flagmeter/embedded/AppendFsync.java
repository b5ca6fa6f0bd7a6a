package io.flagmeter.embedded;

import java.util.Locale;
import java.util.Map;

/** When Valkey syncs its append-only file. */
enum AppendFsync {
    EVERYSEC,
    ALWAYS;

    /** An API that waits for the disk with each group should not wait a second. */
    static AppendFsync wanted(Map<String, String> environment) {
        String durability = environment.getOrDefault("FLAGMETER_INGEST_DURABILITY", "");
        return durability.equalsIgnoreCase("fsync") ? ALWAYS : EVERYSEC;
    }

    String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
