package io.flagmeter.tools.replay;

import java.time.Instant;

/** One request of a trace; rows are numbered from 1, the header and blank lines left out. */
record TraceRow(int number, Instant time, long tokens) {}
