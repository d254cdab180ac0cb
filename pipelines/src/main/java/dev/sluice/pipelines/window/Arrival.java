package dev.sluice.pipelines.window;

/**
 * An item that has come to the windows of a partition.
 *
 * @param key whose windows; empty where there are some for all
 * @param lane the partition of where it was made
 * @param time in milliseconds since 1970
 * @param at when it came, in the same way
 * @param chain what tells through which functions it came; empty if it came through none
 * @param trace that it is in, if that is recorded; else empty
 */
public record Arrival(String key, String lane, long time, long at, String chain, String trace) {}
