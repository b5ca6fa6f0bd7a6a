package io.flagmeter.api.events;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.server.paging.Page;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the events.
 *
 * @param next behind which the others stand; null if there are none
 */
record EventPage(List<LoggedEvent> events, @Nullable Place next) {

    EventPage {
        events = List.copyOf(events);
    }

    /**
     * Cuts a page.
     *
     * @param found one event more than the limit, if there is one
     */
    static EventPage of(List<LoggedEvent> found, int limit) {
        return found.size() <= limit
                ? new EventPage(found, null)
                : new EventPage(found.subList(0, limit), found.get(limit - 1).place());
    }

    /** In the form of a {@link Page}. */
    byte[] toJson() {
        var out = new ByteArrayOutputStream(8_192);
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (LoggedEvent event : events) {
                event.write(json);
            }
            json.writeEndArray();
            json.writeStringField("next", next == null ? null : next.text());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
