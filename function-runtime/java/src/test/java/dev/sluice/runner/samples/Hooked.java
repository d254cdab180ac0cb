package dev.sluice.runner.samples;

import dev.sluice.function.Context;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** A handler with hooks, and a generic superclass between it and the interface. */
public class Hooked extends HalfTyped<String> implements Lifecycle {

    private String started = "not started";

    @Override
    public void start(InstanceContext context) {
        started = "started as " + context.function();
        System.out.println("hello from start");
    }

    @Override
    public String handle(String input, Context context) {
        return started;
    }

    @Override
    public void notice(String name, byte[] body) throws InterruptedException {
        if (name.equals("fault")) {
            throw new IllegalStateException("not wanted");
        }
        if (System.getProperties().get("gate." + name) instanceof Semaphore gate) {
            gate.acquire();
        }
        System.out.println(name + " " + new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void stop() {
        System.out.println("bye from stop");
    }
}
