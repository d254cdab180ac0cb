package dev.sluice.runner.support;

import dev.sluice.function.InstanceContext;
import java.util.Map;

/** What a function knows of an instance of version 1 without an environment. */
public record NamedInstance(String function) implements InstanceContext {

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public System.Logger logger() {
        return System.getLogger(function);
    }
}
