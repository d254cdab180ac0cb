package dev.sluice.examples.misbehave;

import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import java.time.Duration;
import java.util.function.Function;

/** Its start hook takes ten minutes. */
public final class EndlessStart implements Function<String, String>, Lifecycle {

    @Override
    public void start(InstanceContext context) throws InterruptedException {
        Thread.sleep(Duration.ofMinutes(10));
    }

    @Override
    public String apply(String name) {
        return name;
    }
}
