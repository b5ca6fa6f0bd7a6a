package io.flagmeter.worker.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events that the tests speak of. */
public final class TestEvents {

    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private TestEvents() {}

    public static UsageEvent event(String id) {
        return new UsageEvent(id, "acme-corp", "gpt-4-turbo", 1500, NOON, NOON);
    }

    public static UsageEvent event(String id, String tenant, String feature, long tokens) {
        return new UsageEvent(id, tenant, feature, tokens, NOON, NOON);
    }

    public static UsageEvent at(UsageEvent event, Instant time) {
        return new UsageEvent(
                event.id(), event.tenant(), event.feature(), event.tokens(), time, NOON);
    }

    public static List<UsageEvent> events(int from, int to) {
        var events = new ArrayList<UsageEvent>();
        for (int i = from; i < to; i++) {
            events.add(event("e" + i));
        }
        return events;
    }

    public static List<byte[]> payloads(List<UsageEvent> events) {
        return events.stream().map(EventCodec::encode).toList();
    }

    public static byte[] payload(String text) {
        return text.getBytes(UTF_8);
    }
}
