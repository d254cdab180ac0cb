package dev.sluice.examples.misbehave;

import dev.sluice.function.Lifecycle;
import java.io.IOException;
import java.util.function.Function;

/** Serves well, but its stop hook throws. */
public final class FailingStop implements Function<String, String>, Lifecycle {

    @Override
    public void stop() throws IOException {
        throw new IOException("the last orders were not written");
    }

    @Override
    public String apply(String name) {
        return name;
    }
}
