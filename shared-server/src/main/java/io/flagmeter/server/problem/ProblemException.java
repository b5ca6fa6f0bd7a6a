package io.flagmeter.server.problem;

/**
 * A request that ends in a problem.
 *
 * <p>Carries no stack trace: a refusal is an ordinary answer on the hot path, not a fault.
 */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
