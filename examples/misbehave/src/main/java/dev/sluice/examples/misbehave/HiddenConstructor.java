package dev.sluice.examples.misbehave;

import java.util.function.Function;

/** Cannot be made: it has no public constructor without parameters. */
public final class HiddenConstructor implements Function<String, String> {

    private final String greeting;

    private HiddenConstructor(String greeting) {
        this.greeting = greeting;
    }

    /** A factory, which the platform does not look for. */
    public static HiddenConstructor greeting(String greeting) {
        return new HiddenConstructor(greeting);
    }

    @Override
    public String apply(String name) {
        return greeting + ", " + name;
    }
}
