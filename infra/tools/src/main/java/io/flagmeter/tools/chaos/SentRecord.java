package io.flagmeter.tools.chaos;

import java.util.Collection;
import java.util.Set;

/** What the clients know of what they sent. */
interface SentRecord {

    /** Called before the first byte leaves: from then on the event may be counted. */
    void sent(Collection<Event> events);

    void acknowledged(Event event);

    /** A good event that was refused for good: there should be none. */
    void refused(Event event, String reason);

    long sent();

    long acknowledgedCount();

    Set<String> refusals();
}
