package io.flagmeter.tools.chaos;

import java.time.Instant;

/** The key of a rollup. */
record Minute(String tenant, String feature, Instant start) {}
