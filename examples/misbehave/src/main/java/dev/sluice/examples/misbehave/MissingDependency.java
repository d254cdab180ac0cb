package dev.sluice.examples.misbehave;

import dev.sluice.examples.misbehave.absent.Absent;
import java.util.function.Function;

/** Needs a class, before the first call, that its jar does not have. */
public final class MissingDependency implements Function<String, String> {

    private static final String GREETING = Absent.greeting();

    @Override
    public String apply(String name) {
        return GREETING + ", " + name;
    }
}
