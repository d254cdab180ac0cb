package dev.sluice.gateway.api;

import dev.sluice.core.function.TreeValues;
import dev.sluice.core.spec.FunctionReader;

/** Kinds of resources as they stand in paths and documents. */
final class Kinds {

    private Kinds() {}

    /** Refuses a kind that this platform has not; how letters are written does not matter. */
    static void check(String kind) {
        if (!kind.equalsIgnoreCase(FunctionReader.KIND.name())) {
            throw new ProblemException(Problems.of(
                    404,
                    "no_such_kind",
                    "There is no such kind",
                    "There is no kind '" + TreeValues.shown(kind) + "' of resources. There is: "
                            + FunctionReader.KIND.name() + "."));
        }
    }
}
