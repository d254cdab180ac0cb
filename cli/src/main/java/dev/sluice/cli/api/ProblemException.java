package dev.sluice.cli.api;

/** The platform answered with an error. */
public final class ProblemException extends CommandException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.status() == 401 || problem.status() == 403 ? Exit.DENIED : Exit.FAILED, problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
