package io.flagmeter.api.corrections;

import io.flagmeter.api.corrections.Correction.Line;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.rollup.Amounts;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a correction is about: an event as it was counted, or no event but a feature.
 *
 * @param id null: no event
 * @param day in UTC; null: no event
 * @param parts what its tokens consist of; null: that was not told
 */
record CountedEvent(
        @Nullable String id, @Nullable LocalDate day, String feature, @Nullable TokenParts parts) {

    static CountedEvent none(String feature) {
        return new CountedEvent(null, null, feature, null);
    }

    /** A row of the raw log. */
    record Logged(CountedEvent event, Instant minute, Amounts amounts) {

        /** What takes it out of the usage again. */
        Line taken() {
            return new Line(minute, -amounts.tokens(), -amounts.events());
        }
    }
}
