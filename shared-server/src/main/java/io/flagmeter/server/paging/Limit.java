package io.flagmeter.server.paging;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;

/** How many rows a list may hold. */
public final class Limit {

    /** What is taken where the client names none. */
    public static final String DEFAULT = "100";

    /** Rows of one page. */
    public static final int MOST = 1_000;

    private Limit() {}

    /**
     * Reads the parameter {@code limit}.
     *
     * @throws ProblemException if it is no integer from 1 to 1000
     */
    public static int of(String text) {
        if (text.matches("\\d{1,4}")) {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= MOST) {
                return value;
            }
        }
        throw new Problem(
                        ProblemType.INVALID_PARAMETER,
                        "limit must be an integer from 1 to " + MOST,
                        "limit",
                        (long) MOST)
                .toException();
    }
}
