package dev.sluice.decorators.cache.shard;

/**
 * What one process may keep.
 *
 * @param bytes what its answers may take
 * @param entries how many there may be
 * @param longestBody of one answer, in bytes
 */
public record ShardSize(long bytes, int entries, int longestBody) {

    /** What a process needs besides answers. */
    private static final long BESIDES = 24L * 1024 * 1024;

    /** Heads and all that is not the body of an answer. */
    private static final int HEADS = 1024 * 1024;

    public ShardSize {
        if (bytes < 1 || entries < 1 || longestBody < 1) {
            throw new IllegalArgumentException("a shard keeps something, not " + bytes + " bytes, " + entries
                    + " answers of " + longestBody + " bytes");
        }
    }

    /** What one end may send at once. */
    public int longestFrame() {
        return longestBody + HEADS;
    }

    /** The heap of the process, in MiB: the answers, a quarter more for what the collector has not found yet, and some that are under way. */
    public int heapMiB() {
        return Math.toIntExact((BESIDES + bytes + bytes / 4 + 4L * longestFrame()) / (1024 * 1024));
    }
}
