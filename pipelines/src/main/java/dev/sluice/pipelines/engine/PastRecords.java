package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.PartitionLog;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the records of a partition again. For one thread; blocks. */
interface PastRecords extends AutoCloseable {

    /** Tells those from an offset to before another. */
    void tell(long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> told);

    @Override
    void close();

    /** Those that a log reads, which ends with this. */
    static PastRecords of(PartitionLog log, TopicPartition partition) {
        return new PastRecords() {

            @Override
            public void tell(long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> told) {
                log.read(partition, from, until, told);
            }

            @Override
            public void close() {
                log.close();
            }
        };
    }
}
