package dev.sluice.gateway.api;

import org.jspecify.annotations.Nullable;

/** Switches as they stand in queries. */
public final class Flags {

    private Flags() {}

    /** {@code true} or nothing after the name switches it on; without its name it is off. */
    public static boolean query(String name, @Nullable String text) {
        return switch (text) {
            case null -> false;
            case "", "true" -> true;
            case "false" -> false;
            default ->
                throw new ProblemException(
                        Problems.invalidRequest(name + " is '" + text + "'. Allowed is true or false."));
        };
    }
}
