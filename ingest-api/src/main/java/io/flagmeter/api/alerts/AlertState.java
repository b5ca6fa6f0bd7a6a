package io.flagmeter.api.alerts;

import com.fasterxml.jackson.annotation.JsonValue;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How an alert stands: above its threshold, below it by a change, or of a period gone by. */
@Schema(
        description =
                "Above its threshold; below it by a change of the settings; of a period that is over")
public enum AlertState {
    FIRING("resolvedAt is null and periodEnd > :now"),
    RESOLVED("resolvedAt <= :now"),
    ENDED("resolvedAt is null and periodEnd <= :now");

    private final String condition;

    AlertState(String condition) {
        this.condition = condition;
    }

    /** In Hibernate's language, with a parameter {@code now}. */
    String condition() {
        return condition;
    }

    /** Public because smallrye-openapi calls it for the values. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AlertState of(String word) {
        for (AlertState state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new Problem(
                        ProblemType.INVALID_PARAMETER,
                        "state must be firing, resolved or ended",
                        "state",
                        null)
                .toException();
    }
}
