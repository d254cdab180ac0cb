package dev.sluice.decorators.cache.shard;

import dev.sluice.core.function.Digest;
import dev.sluice.decorators.cache.store.StoreKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What an answer is kept under in a shard: the SHA-256 (FIPS 180-4) of its key, in four parts.
 *
 * @param place the hash of the place that the answer is from
 */
public record ShardKey(long first, long second, long third, long fourth, int place) implements StoreKey {

    static final int BYTES = 4 * Long.BYTES + Integer.BYTES;

    private static final int WEIGHT = 96;

    /** {@code text}: all that tells answers apart. */
    public static ShardKey of(String text, int place) {
        ByteBuffer digest = ByteBuffer.wrap(Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
        return new ShardKey(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong(), place);
    }

    /** The number of the one of {@code count} equal ranges of the hash, its first 64 bits without sign, that this is in; from 0. */
    public int shard(int count) {
        return (int) Math.unsignedMultiplyHigh(first, count);
    }

    @Override
    public int weight() {
        return WEIGHT;
    }
}
