package io.flagmeter.api.events;

import java.time.LocalDate;

/** How far a reader has come with a tenant's log: day by day, and by id in each. */
final class Walk {

    final EventsRequest request;
    private Place place;

    Walk(EventsRequest request, Place after) {
        this.request = request;
        this.place = after;
    }

    boolean isOver() {
        return place.day().isAfter(request.lastDay());
    }

    /** Behind which it goes on. */
    Place place() {
        return place;
    }

    void passed(String id) {
        place = new Place(place.day(), id);
    }

    void passedDay() {
        LocalDate next = place.day().plusDays(1);
        place = new Place(next, "");
    }
}
