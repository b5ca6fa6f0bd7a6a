package io.flagmeter.tools.replay;

import java.time.Instant;

/** An event and the moment it is to be sent. */
record PlannedEvent(Event event, Instant due) {}
