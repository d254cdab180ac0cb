package dev.sluice.examples.hello;

import java.util.function.Function;

/** Greets whoever is named in the request's body. Knows nothing of the platform that runs it. */
public final class Hello implements Function<String, String> {

    @Override
    public String apply(String name) {
        return "Hello, " + (name.isBlank() ? "world" : name.strip()) + "!\n";
    }
}
