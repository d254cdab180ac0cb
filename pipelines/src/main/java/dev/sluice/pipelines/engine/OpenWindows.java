package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.pump.KafkaPositions;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.window.Windows;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** How many windows of a stage are open, as what is kept of them says. */
final class OpenWindows {

    private OpenWindows() {}

    /**
     * Blocks until it is read; none where the topic is not there.
     *
     * @param kept the topic of the states
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    static long count(KafkaCluster cluster, String kept) throws ExecutionException, InterruptedException {
        Set<String> open = new HashSet<>();
        try (Admin admin = Admin.create(cluster.clientProperties());
                PartitionLog log = new PartitionLog(cluster)) {
            int partitions = new KafkaPositions(admin).partitions(Set.of(kept)).getOrDefault(kept, 0);
            for (int i = 0; i < partitions; i++) {
                log.all(new TopicPartition(kept, i), record -> see(record, open));
            }
        }
        return open.size();
    }

    private static void see(ConsumerRecord<byte[], byte[]> record, Set<String> open) {
        String id = new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (record.value() != null && Windows.isOpen(id, record.value())) {
                open.add(id);
            } else {
                open.remove(id);
            }
        } catch (UnreadableRecordException e) {
            // Of a newer build, which has it open.
            open.add(id);
        }
    }
}
