package dev.sluice.events.filter;

/** What holds for an event or does not. */
@FunctionalInterface
interface Condition {

    boolean holds(EventView event) throws FilterFailedException;
}
