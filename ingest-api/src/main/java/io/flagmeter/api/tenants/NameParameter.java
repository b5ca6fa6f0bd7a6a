package io.flagmeter.api.tenants;

import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;

/** A tenant's name in a path or a query; PostgreSQL would fail at some texts that are none. */
public final class NameParameter {

    private NameParameter() {}

    public static boolean isName(String text) {
        try {
            EventRules.characters("name", text);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    /**
     * Reads a parameter of a query.
     *
     * @throws ProblemException if no tenant can be called so
     */
    public static String of(String parameter, String text) {
        if (isName(text)) {
            return text;
        }
        throw new Problem(
                        ProblemType.INVALID_PARAMETER,
                        parameter + " must be the name of a tenant",
                        parameter,
                        null)
                .toException();
    }
}
