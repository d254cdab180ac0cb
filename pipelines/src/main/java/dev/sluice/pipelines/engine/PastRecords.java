package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.PartitionLog;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the records of a partition again. For one thread; blocks. */
interface PastRecords extends AutoCloseable {

    /**
     * Tells those from an offset to before another, until {@code goesOn} says of one that it was the last for now.
     *
     * @return the offset from which to go on
     */
    long tellWhile(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn);

    /** Tells those from an offset to before another. */
    default void tell(long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        tellWhile(from, until, record -> {
            told.accept(record);
            return true;
        });
    }

    @Override
    void close();

    /** Those that a log reads, which ends with this. */
    static PastRecords of(PartitionLog log, TopicPartition partition) {
        return new PastRecords() {

            @Override
            public long tellWhile(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
                return log.readWhile(partition, from, until, goesOn);
            }

            @Override
            public void close() {
                log.close();
            }
        };
    }
}
