package dev.sluice.events.schedule;

import dev.sluice.core.function.Namespace;

/** What a schedule is known by: what has it, of which there are several kinds, each in an area of its own. */
public record ScheduleName(Namespace namespace, String name) {

    @Override
    public String toString() {
        return namespace.value() + "/" + name;
    }
}
