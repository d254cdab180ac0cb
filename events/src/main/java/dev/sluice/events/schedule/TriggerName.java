package dev.sluice.events.schedule;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.state.StateKey;

/** What a schedule is known by. */
public record TriggerName(Namespace namespace, String name) {

    /** The record of the schedule in keyed state. */
    StateKey key() {
        return new StateKey(OwnerLease.AREA, namespace.value() + "." + name);
    }

    @Override
    public String toString() {
        return namespace.value() + "/" + name;
    }
}
