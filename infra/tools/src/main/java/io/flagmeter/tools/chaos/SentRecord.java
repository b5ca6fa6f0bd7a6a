package io.flagmeter.tools.chaos;

import io.flagmeter.tools.SentEvent;
import java.util.Collection;
import java.util.Set;

/** What the clients know of what they sent. */
interface SentRecord {

    /** Called before the first byte leaves: from then on the event may be counted. */
    void sent(Collection<SentEvent> events);

    void acknowledged(SentEvent event);

    /** A good event that was refused for good: there should be none. */
    void refused(SentEvent event, String reason);

    long sent();

    long acknowledgedCount();

    Set<String> refusals();
}
