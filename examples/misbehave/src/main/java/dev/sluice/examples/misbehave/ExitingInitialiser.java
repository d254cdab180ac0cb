package dev.sluice.examples.misbehave;

import java.util.function.Function;

/** Its static initialiser ends the process. */
public final class ExitingInitialiser implements Function<String, String> {

    static {
        System.exit(4);
    }

    @Override
    public String apply(String name) {
        return name;
    }
}
