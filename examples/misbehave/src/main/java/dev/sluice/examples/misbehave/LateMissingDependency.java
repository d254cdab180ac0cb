package dev.sluice.examples.misbehave;

import dev.sluice.examples.misbehave.absent.Absent;
import java.util.function.Function;

/** Needs a class, but only when it is called, that its jar does not have. */
public final class LateMissingDependency implements Function<String, String> {

    @Override
    public String apply(String name) {
        return Absent.greeting() + ", " + name;
    }
}
