package dev.sluice.events.trigger;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;

/** What a trigger is known by; its name is like a function's. */
public record TriggerId(Namespace namespace, String name) {

    public TriggerId {
        if (!FunctionName.isValid(name)) {
            throw new IllegalArgumentException("trigger name '" + name + "' is not allowed: " + FunctionName.RULE);
        }
    }

    /** As {@link FunctionName#value} does: {@code orders}, or {@code shop/orders}. */
    @Override
    public String toString() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }
}
