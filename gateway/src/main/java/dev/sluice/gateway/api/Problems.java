package dev.sluice.gateway.api;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.core.problem.Sentence;
import java.util.List;

/** The problems that management answers with, each with its one kind. */
public final class Problems {

    private Problems() {}

    public static Problem of(int status, String reason, String title, String detail) {
        return Problem.of(new Kind(status, Component.GATEWAY, reason, title), detail);
    }

    public static Problem invalidRequest(String detail) {
        return of(400, "invalid_request", "The request is not valid", detail);
    }

    public static Problem invalidName(String detail) {
        return of(400, "invalid_name", "The name is not allowed", detail);
    }

    static Problem invalidSpec(List<SpecProblem> problems) {
        return invalidSettings("spec", problems);
    }

    /** What is wrong with the settings of {@code what}, such as {@code spec}. */
    public static Problem invalidSettings(String what, List<SpecProblem> problems) {
        String detail = problems.size() == 1
                ? "One thing in the " + what + " must be changed: " + sentence(problems.getFirst())
                : problems.size() + " things in the " + what + " must be changed, the first: "
                        + sentence(problems.getFirst());
        Problem problem = of(400, "invalid_spec", "The " + what + " is not valid", detail);
        for (SpecProblem each : problems) {
            problem = problem.at(each.path(), each.message(), each.allowed());
        }
        return problem;
    }

    static Problem noSuchFunction(String name) {
        return of(
                404,
                "no_such_function",
                "There is no such function",
                "There is no function '" + name + "'. 'sluice list' or GET /functions shows those there are.");
    }

    private static String sentence(SpecProblem problem) {
        String key = problem.path().substring(problem.path().lastIndexOf('.') + 1);
        String place = problem.message().contains(key) ? "" : problem.path() + ": ";
        String message = place + Sentence.ended(problem.message());
        return problem.allowed().isEmpty() ? message : message + " Allowed: " + Sentence.ended(problem.allowed());
    }
}
