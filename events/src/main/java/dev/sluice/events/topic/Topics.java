package dev.sluice.events.topic;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.record.TopicRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics of the platform's Kafka that users may see. Thread-safe. Each method may block: 30 s for a broker that has to start, and
 * another 30 s for Kafka; it fails with {@link TopicException}, and has changed nothing then unless the fault says so.
 */
public final class Topics implements AutoCloseable {

    /** How many may read at the same time; each has a thread and holds about 1 MiB. */
    public static final int MOST_READERS = 200;

    private final TopicNames names;
    private final TopicClients clients;
    private final KafkaAnswers answers;
    private final TopicLookup lookup;
    private final TopicChanges changes;
    private final RecordLimits limits;
    private final Publisher publisher;
    private final Semaphore readers = new Semaphore(MOST_READERS);

    public Topics(KafkaCluster cluster, TopicNames names, TopicDefaults defaults) {
        this.names = names;
        this.clients = new TopicClients(cluster);
        this.answers = new KafkaAnswers(clients);
        this.lookup = new TopicLookup(clients, answers);
        this.changes = new TopicChanges(clients, answers, lookup, defaults);
        this.limits = new RecordLimits(lookup);
        this.publisher = new Publisher(clients, answers, lookup, limits);
    }

    /** The topic that a user means; with {@link TopicFault.BadName} if no topic of theirs may have the name. */
    public TopicName name(Namespace namespace, String name) throws TopicException {
        return names.of(namespace, name);
    }

    /** The first {@code most} topics of the namespace behind the name {@code after}, or from the first one on if that is empty. */
    public TopicPage list(Namespace namespace, String after, int most) throws TopicException {
        TopicName any = new TopicName(namespace, "any");
        List<TopicName> found = answers.await(clients.admin().listTopics().names(), any).stream()
                .flatMap(kafkaName -> names.ofKafka(kafkaName).stream())
                .filter(topic ->
                        topic.namespace().equals(namespace) && topic.name().compareTo(after) > 0)
                .sorted()
                .limit(most + 1L)
                .toList();
        boolean more = found.size() > most;
        return new TopicPage(lookup.lines(more ? found.subList(0, most) : found), more);
    }

    /** Makes a topic, or finds that it is there as it is wanted. */
    public TopicCreation create(TopicName topic, TopicSettings wanted) throws TopicException {
        TopicCreation creation = changes.create(topic, wanted);
        limits.forget(topic);
        return creation;
    }

    /**
     * Makes a topic, or changes what can be changed of it: retention, size of records, and more partitions, over which keys spread anew.
     * With {@link TopicFault.Exists} where more than that differs; then nothing was changed.
     */
    public void become(TopicName topic, TopicSettings wanted) throws TopicException {
        changes.become(topic, wanted);
        limits.forget(topic);
    }

    /** How a topic is; all is told. */
    public TopicSettings settings(TopicName topic) throws TopicException {
        return lookup.find(topic).settings();
    }

    /** Makes one of the platform's own topics, which keeps its records until they are deleted, or finds it. */
    public void keep(TopicName topic, int partitions) throws TopicException {
        changes.keep(topic, partitions);
    }

    public void delete(TopicName topic) throws TopicException {
        changes.delete(topic);
        limits.forget(topic);
    }

    public TopicReport describe(TopicName topic) throws TopicException {
        TopicLookup.Found found = lookup.find(topic);
        Admin admin = clients.admin();
        Map<TopicPartition, Long> begins = offsets(admin, topic, found, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, topic, found, OffsetSpec.latest());
        List<TopicReport.Partition> partitions = found.description().partitions().stream()
                .map(info -> partition(topic, info, begins, ends))
                .toList();
        return new TopicReport(
                topic,
                found.settings(),
                found.value(TopicConfig.CLEANUP_POLICY_CONFIG),
                partitions,
                new Groups(answers).of(admin, topic, ends));
    }

    private Map<TopicPartition, Long> offsets(Admin admin, TopicName topic, TopicLookup.Found found, OffsetSpec which)
            throws TopicException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (TopicPartitionInfo info : found.description().partitions()) {
            asked.put(new TopicPartition(topic.kafkaName(), info.partition()), which);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> told :
                answers.await(admin.listOffsets(asked).all(), topic).entrySet()) {
            offsets.put(told.getKey(), told.getValue().offset());
        }
        return offsets;
    }

    private static TopicReport.Partition partition(
            TopicName topic,
            TopicPartitionInfo info,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends) {
        TopicPartition partition = new TopicPartition(topic.kafkaName(), info.partition());
        return new TopicReport.Partition(
                info.partition(),
                begins.getOrDefault(partition, 0L),
                ends.getOrDefault(partition, 0L),
                info.replicas().size(),
                info.isr().size());
    }

    /** The most bytes that one record of the topic may have, with key, header fields and what Kafka adds. */
    public int recordLimit(TopicName topic) throws TopicException {
        return limits.of(topic);
    }

    /**
     * Publishes records, and returns their places in the same order when Kafka has all of them: from then on they survive the end of any
     * process. Records of one key, and records without a key that were sent together to one partition, stay in order.
     */
    public List<Place> publish(TopicName topic, List<TopicRecord> records) throws TopicException {
        return publisher.publish(topic, records);
    }

    /** Begins to read; to be closed. */
    public TopicTail read(TailWish wish) throws TopicException {
        if (!readers.tryAcquire()) {
            throw new TopicException(new TopicFault.TooManyReaders(MOST_READERS));
        }
        boolean begun = false;
        try {
            PartitionReader reader = new PartitionReader(clients.reader(), wish, answers);
            begun = true;
            return TopicTail.open(reader, readers::release);
        } finally {
            if (!begun) {
                readers.release();
            }
        }
    }

    /** Waits at most 10 s for records that are on their way. */
    @Override
    public void close() {
        clients.close();
    }
}
