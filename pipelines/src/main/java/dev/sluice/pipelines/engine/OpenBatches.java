package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.pump.KafkaPositions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The batches of a pipeline that are not over, as what is kept of them says, also while nobody reads its topics. */
final class OpenBatches {

    private OpenBatches() {}

    /**
     * Their names. Blocks until it is read; none where the topic is not there.
     *
     * @param kept the topic of the states of whole batches
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    static List<String> names(KafkaCluster cluster, String kept) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.clientProperties());
                PartitionLog log = new PartitionLog(cluster)) {
            int partitions = new KafkaPositions(admin).partitions(Set.of(kept)).getOrDefault(kept, 0);
            return BatchesWork.Reading.all(log, kept, partitions).stream()
                    .filter(batch -> !batch.isOver())
                    .map(BatchStanding::id)
                    .toList();
        }
    }
}
