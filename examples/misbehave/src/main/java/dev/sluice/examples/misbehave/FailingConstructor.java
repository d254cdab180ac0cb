package dev.sluice.examples.misbehave;

import java.util.function.Function;

/** Its constructor throws. */
public final class FailingConstructor implements Function<String, String> {

    public FailingConstructor() {
        throw new IllegalStateException("DATABASE_URL is not set");
    }

    @Override
    public String apply(String name) {
        return name;
    }
}
