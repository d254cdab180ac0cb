package dev.sluice.events.filter;

import dev.sluice.core.event.CloudEvent;

/** What holds for an event or does not. */
@FunctionalInterface
interface Condition {

    boolean holds(CloudEvent event) throws FilterFailedException;
}
