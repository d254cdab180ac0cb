package dev.sluice.events.pump;

/** What order records are worked off in. */
public enum Delivery {
    /** Those with the same key one after the other, as they lie in their partition; those without a key in no order. */
    ORDERED,
    /** All in no order. */
    ELASTIC
}
