package dev.sluice.examples.misbehave;

import java.util.function.Function;

/** Its static initialiser throws. */
public final class FailingInitialiser implements Function<String, String> {

    private static final int PORT = Integer.parseInt("eighty");

    @Override
    public String apply(String name) {
        return name + PORT;
    }
}
