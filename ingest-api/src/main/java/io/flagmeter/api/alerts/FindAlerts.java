package io.flagmeter.api.alerts;

import io.flagmeter.server.access.IdParameter;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which alerts are asked for.
 *
 * @param after the last one of the page before
 */
record FindAlerts(Optional<String> tenant, Optional<AlertState> state, Optional<UUID> after) {

    /** Newest first. */
    List<Alert> list(Instant now, int limit) {
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<String, Object>();
        tenant.ifPresent(
                name -> {
                    conditions.add("tenant = :tenant");
                    parameters.put("tenant", name);
                });
        state.ifPresent(
                asked -> {
                    conditions.add(asked.condition());
                    parameters.put("now", now);
                });
        after.ifPresent(
                id -> {
                    Alert last = byId(id);
                    conditions.add("(createdAt < :at or createdAt = :at and id < :id)");
                    parameters.put("at", last.createdAt);
                    parameters.put("id", id);
                });
        String where = conditions.isEmpty() ? "" : String.join(" and ", conditions) + " ";
        return Alert.<Alert>find(where + "order by createdAt desc, id desc", parameters)
                .page(0, limit)
                .list();
    }

    /** The id that a request names an alert by. */
    static UUID id(String text) {
        return IdParameter.read(text).orElseThrow(() -> unknown(text));
    }

    static Alert byId(UUID id) {
        Alert alert = Alert.find("id", id).firstResult();
        if (alert == null) {
            throw unknown(id.toString());
        }
        return alert;
    }

    private static ProblemException unknown(String id) {
        return Problem.of(ProblemType.UNKNOWN_ALERT, "there is no alert of this id: " + id)
                .toException();
    }
}
