package dev.sluice.decorators.cache.shard;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one process of a sharded cache stands, as one gateway sees it.
 *
 * @param shard from 0
 * @param replica from 0
 * @param state what people are told
 * @param process its number, if it is connected
 * @param kept how much it keeps, if it tells
 * @param hits answers that it had for calls of this gateway
 * @param misses asked for and not there
 * @param away asked for while it was not connected, or said nothing in time
 * @param ended how often it was lost
 */
public record LinkReport(
        int shard,
        int replica,
        State state,
        OptionalLong process,
        Optional<Kept> kept,
        long hits,
        long misses,
        long away,
        long ended) {

    /** How a process stands. */
    public enum State {
        /** Nobody needed it yet. */
        IDLE,
        /** It is being started, or connected. */
        STARTING,
        /** It is there. */
        CONNECTED
    }

    /** {@code keys}: how many have answers, about; {@code bytes}: what those take. */
    public record Kept(long keys, long bytes) {}
}
