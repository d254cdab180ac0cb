package dev.sluice.gateway.observe.metrics;

/**
 * What the observers themselves did not keep, since the start.
 *
 * @param logLines written; the next three were not
 * @param crowdedOutLogLines came faster than they could be written
 * @param failedLogLines were not taken by the disk
 * @param accessRecords that were dropped
 * @param traces calls whose spans were not exported
 */
public record DropCounts(
        long logLines, long crowdedOutLogLines, long failedLogLines, long accessRecords, long traces) {}
