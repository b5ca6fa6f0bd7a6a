package io.flagmeter.tools.replay;

import io.flagmeter.tools.SentEvent;
import java.time.Instant;

/** An event and the moment it is to be sent. */
record PlannedEvent(SentEvent event, Instant due) {}
