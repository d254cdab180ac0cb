package dev.sluice.runner.rehearsal.play;

import dev.sluice.function.Context;

/** A method as a handler. */
public final class Greetings {

    private static final String GREETING = System.lineSeparator().isEmpty() ? "Hi" : "Hello";

    public String greet(String name, Context context) {
        return "%s, %s (%s)".formatted(GREETING, name.isBlank() ? "world" : name, context.function());
    }
}
