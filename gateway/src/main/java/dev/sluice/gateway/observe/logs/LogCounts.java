package dev.sluice.gateway.observe.logs;

/**
 * What became of all lines since the start.
 *
 * @param written to disk
 * @param crowdedOut because too much of the function's lines waited
 * @param failed because the disk did not take them
 * @param misnamed because they carried no valid function name
 */
public record LogCounts(long written, long crowdedOut, long failed, long misnamed) {}
