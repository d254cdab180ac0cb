package dev.sluice.examples.misbehave;

import java.util.function.Function;

/** Its static initialiser says what it does, and throws. */
public final class TalkingInitialiser implements Function<String, String> {

    static {
        System.out.println("looking for the database");
        if (System.getenv("DATABASE") == null) {
            throw new IllegalStateException("there is no database");
        }
    }

    @Override
    public String apply(String name) {
        return name;
    }
}
