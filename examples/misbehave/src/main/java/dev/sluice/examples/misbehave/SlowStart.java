package dev.sluice.examples.misbehave;

import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import java.time.Duration;
import java.util.function.Function;

/** Its start hook takes two seconds. */
public final class SlowStart implements Function<String, String>, Lifecycle {

    @Override
    public void start(InstanceContext context) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(2));
    }

    @Override
    public String apply(String name) {
        return name;
    }
}
