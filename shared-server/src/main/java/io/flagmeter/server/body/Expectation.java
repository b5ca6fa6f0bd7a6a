package io.flagmeter.server.body;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** What a client wants to hear before it sends a body; the header Expect. */
final class Expectation {

    private static final Problem UNKNOWN =
            Problem.of(ProblemType.EXPECTATION_FAILED, "the only expectation met is 100-continue");

    private Expectation() {}

    /** Why it is not met; null if it is, by telling the client to go on. */
    static @Nullable Problem refusal(String expect) {
        return expect.equalsIgnoreCase("100-continue") ? null : UNKNOWN;
    }
}
