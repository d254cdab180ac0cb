package dev.sluice.gateway.api;

import dev.sluice.core.problem.Problem;
import java.util.List;

/** Refuses to delete what is in use. */
final class InUse {

    private InUse() {}

    /**
     * Throws a 409 if there are users.
     *
     * @param thing what is to be deleted, as in {@code secret}: the reason is {@code secret_in_use}
     * @param how what users do with it, as in {@code is used by}
     * @param kind of the users, one of them, as in {@code trigger}
     */
    static void refuse(String thing, String name, String how, String kind, List<String> users) {
        if (users.isEmpty()) {
            return;
        }
        boolean one = users.size() == 1;
        Problem problem = Problems.of(
                409,
                thing + "_in_use",
                "The " + thing + " is in use",
                "The " + thing + " '" + name + "' " + how + " the " + kind + (one ? " " : "s ")
                        + String.join(", ", users) + ": change or remove " + (one ? "that" : "those") + " first.");
        throw new ProblemException(problem);
    }
}
