package dev.sluice.core.function;

/** What becomes of a call whose own instance has much to do. */
public enum AffinityStrategy {
    /** It waits for that instance. */
    CONSISTENT,
    /** It goes to the next instance in the order of its key, once its own has a quarter more calls than the mean. */
    BOUNDED
}
