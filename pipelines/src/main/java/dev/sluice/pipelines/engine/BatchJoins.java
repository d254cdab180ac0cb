package dev.sluice.pipelines.engine;

import dev.sluice.core.event.JsonEvents;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRefusedException.Why;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of batches by those who count them: of joins, and of whole batches under the name of the source. Thread-safe; blocks until
 * Kafka has answered.
 *
 * @param partitions of their topics
 */
record BatchJoins(KafkaCluster cluster, PipelineGraph graph, BatchCounts counts, int partitions) {

    /**
     * Checks that not all that may be retried of a batch that is over comes to joins which cannot open once more for it.
     *
     * @param retriable the stages at which items fail that may be, with the joins that open once more for these
     * @throws KafkaException if Kafka does not answer
     */
    void checkMembers(BatchStanding over, Map<String, Set<StageName>> retriable) throws BatchRefusedException {
        boolean listed = over.failures().size() == over.failed();
        Set<String> stages =
                listed ? over.failures().stream().map(Missing::stage).collect(Collectors.toSet()) : retriable.keySet();
        Map<StageName, Optional<JoinBatch>> joins = new TreeMap<>();
        for (String stage : stages) {
            Set<StageName> late = retriable.getOrDefault(stage, Set.of());
            late.forEach(join -> joins.computeIfAbsent(join, of -> atJoin(over.id(), of)));
            if (retriable.containsKey(stage) && late.stream().noneMatch(join -> isGone(joins.get(join)))) {
                return;
            }
        }
        for (Map.Entry<StageName, Optional<JoinBatch>> each : joins.entrySet()) {
            if (isGone(each.getValue())) {
                throw new BatchRefusedException(
                        Why.CONFLICT,
                        "The members of the batch '" + over.id() + "' at the join '"
                                + graph.nameOf(each.getKey().value()) + "' are gone"
                                + each.getValue()
                                        .map(gone -> " since " + Instant.ofEpochMilli(gone.since))
                                        .orElse("")
                                + ", because they are kept for as long as its keep says: it does not open once more for what"
                                + " failed before it.");
            }
        }
    }

    private static boolean isGone(@Nullable Optional<JoinBatch> batch) {
        return batch == null || batch.filter(known -> !known.isGone()).isEmpty();
    }

    /** What a join knows of a batch. */
    private Optional<JoinBatch> atJoin(String batch, StageName join) {
        Map<String, JoinBatch> found = new HashMap<>();
        kept(join, batch, record -> {
            if (!batch.equals(BatchRecords.batch(record.key()))) {
                return;
            }
            if (record.value() == null) {
                found.remove(batch);
            } else {
                found.put(batch, JoinBatch.read(record.value()));
            }
        });
        return Optional.ofNullable(found.get(batch));
    }

    /** As {@link Batches#members}, of a batch whose name is well formed. */
    Batches.Members members(String batch, StageName join, OptionalLong edition) throws BatchRefusedException {
        // The path in its item has the name that it was made under.
        StageName keptAs = graph.nodes().stream()
                .filter(node -> node.name().equals(join))
                .map(Node::keptAs)
                .findFirst()
                .orElse(join);
        if (keptAs.equals(StageName.SOURCE) || !counts.counters().all().contains(keptAs)) {
            throw new BatchRefusedException(Why.NO_BATCHES, "The stage '" + join + "' is no join.");
        }
        NavigableMap<Long, KeptMembers> found = new TreeMap<>();
        try {
            kept(keptAs, batch, record -> {
                OptionalLong number = KeptMembers.edition(BatchRecords.batch(record.key()), batch);
                number.ifPresent(found::remove);
                if (number.isPresent() && record.value() != null) {
                    KeptMembers.read(record.value()).ifPresent(opened -> found.put(number.getAsLong(), opened));
                }
            });
        } catch (KafkaException e) {
            throw Batches.unavailable(e);
        }
        if (edition.isPresent()) {
            found.keySet().retainAll(Set.of(edition.getAsLong()));
        }
        if (found.isEmpty()) {
            throw new BatchRefusedException(
                    Why.NO_SUCH_BATCH,
                    "There are no members of the batch '" + batch + "' at '" + join
                            + "': it has not opened, they stand in its item, or it was too long ago.");
        }
        KeptMembers opened = found.lastEntry().getValue();
        TopicPartition partition = new TopicPartition(counts.topicOf().apply(keptAs), partition(batch));
        return told -> {
            try (PartitionLog log = new PartitionLog(cluster)) {
                log.read(partition, opened.first(), opened.until(), record -> tell(record, batch, told));
            }
        };
    }

    private static void tell(ConsumerRecord<byte[], byte[]> record, String batch, Consumer<byte[]> told) {
        BatchRecords.member(record, batch).ifPresent(item -> told.accept(JsonEvents.write(item)));
    }

    /** Tells what is kept of the batches of a partition, that of one batch among them. */
    void kept(StageName counter, String batch, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        try (PartitionLog log = new PartitionLog(cluster)) {
            log.all(new TopicPartition(keptOf(counter), partition(batch)), told);
        }
    }

    /** Kafka's name of the topic of what is kept. */
    String keptOf(StageName counter) {
        return PipelineRun.kept(counts.topicOf().apply(counter));
    }

    private int partition(String batch) {
        return BatchRecords.partition(batch, partitions);
    }
}
