package dev.sluice.decorators.cache.shard;

import dev.sluice.decorators.cache.store.Entry;
import dev.sluice.decorators.cache.store.Varied;
import java.util.List;

/**
 * An answer as shards keep it.
 *
 * @param asked on the clock of {@link Moments}
 * @param bytes what only those know who put it there; not to be changed
 */
public record KeptBytes(List<Varied> varied, long asked, byte[] bytes) implements Entry {

    private static final int OVERHEAD = 128;

    public KeptBytes {
        varied = List.copyOf(varied);
    }

    @Override
    public int weight() {
        return OVERHEAD
                + bytes.length
                + varied.stream().mapToInt(Varied::weight).sum();
    }
}
