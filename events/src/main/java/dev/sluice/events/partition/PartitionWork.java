package dev.sluice.events.partition;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What is done with the records of one partition, by whoever has it, alone and in order. It has a state of its own in memory, which it
 * builds from what was {@linkplain Step#keep kept}; each change of it is kept in the step that made it. What a step sends and keeps and
 * how far it has come are one transaction: if that fails, or something throws, this object is dropped and another one begins from what was
 * kept. So nothing has to be taken back.
 *
 * <p>Called by one thread at a time, which has several partitions to serve; it may block, for less than a minute.
 */
public interface PartitionWork {

    /** Makes the work of a partition that was just assigned, without a state. */
    @FunctionalInterface
    interface Maker {

        PartitionWork of(TopicPartition partition);
    }

    /** What was kept last under this key; once for each key, before all else, in any order. */
    void restore(byte[] key, byte[] value);

    /** Works off records, in the order of their offsets, each once. {@code step}: for this call alone. */
    void run(List<ConsumerRecord<byte[], byte[]>> records, Step step);

    /** Called after each poll, every 500 ms at least, also where no records come. */
    default void tick(Step step) {}

    /** The first record that is needed still of those that are done: it is not deleted, nor what comes after it; empty if none is. */
    default OptionalLong needed() {
        return OptionalLong.empty();
    }

    /** What it waits with now. Called after each poll. */
    default Held held() {
        return Held.NOTHING;
    }

    /** Nothing more is asked of it: somebody else has the partition, or another object takes its place. On the same thread; must not block. */
    default void dropped() {}

    /** What somebody should know of it, in a sentence. */
    default Optional<String> notice() {
        return Optional.empty();
    }
}
