package dev.sluice.decorators.cache.store;

/** What answers are kept under; equal keys have equal places. */
public interface StoreKey {

    /** The hash of the place that the answers are from, the same in all processes. */
    int place();

    /** What it takes of memory, in bytes. */
    int weight();
}
