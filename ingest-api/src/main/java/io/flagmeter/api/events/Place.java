package io.flagmeter.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.api.query.Parameters;
import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.problem.ProblemException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;

/**
 * Where a page ends.
 *
 * @param day the UTC day
 * @param id of the last event that was looked at; empty if none of the day was
 */
record Place(LocalDate day, String id) {

    /** As a parameter of a query has it. */
    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((day + " " + id).getBytes(UTF_8));
    }

    /**
     * Reads the parameter {@code after}.
     *
     * @throws ProblemException if it is no place in this range
     */
    static Place of(String text, EventsRequest request) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", 2);
            if (parts.length == 2) {
                var place = new Place(LocalDate.parse(parts[0]), parts[1]);
                if (!place.id.isEmpty()) {
                    EventRules.id(place.id);
                }
                if (!place.day.isBefore(request.firstDay())
                        && !place.day.isAfter(request.lastDay())) {
                    return place;
                }
            }
        } catch (IllegalArgumentException | DateTimeException | InvalidEventException e) {
            throw refusal();
        }
        throw refusal();
    }

    private static ProblemException refusal() {
        return Parameters.invalid("after", "must be the next of a page of the same range");
    }
}
