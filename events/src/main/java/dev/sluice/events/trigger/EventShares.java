package dev.sluice.events.trigger;

import dev.sluice.events.pump.Turns;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How the records that a trigger has read ahead share its turns: of each fair key as many begin as of each other, or as many more as its
 * weight says, in whatever partitions they are.
 *
 * @param key what records have in common that share one turn
 * @param weights how many turns some values of it have where others have one
 */
record EventShares(EventFairKey key, Map<String, Integer> weights) implements Turns {

    EventShares {
        weights = Map.copyOf(weights);
    }

    @Override
    public Share of(ConsumerRecord<byte[], byte[]> record) {
        String name = key.of(record);
        return new Share(name, weights.getOrDefault(name, 1));
    }
}
