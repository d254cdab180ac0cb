package dev.sluice.events.workqueue.source;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a topic: of each key the newest, by the name of the key, in the version of its place; of those without a key, or with one
 * that cannot be a name, each by its place. A record without a value ends the item of its key.
 */
public final class TopicSource implements ItemSource {

    private final KafkaCluster cluster;
    private final String topic;
    private final Soon soon;

    /** Guarded by this, as is the rest. Made anew where Kafka has failed. */
    private @Nullable PartitionLog log;

    private final TopicItems items;
    private final RecordsAhead ahead = new RecordsAhead();
    private boolean closed;

    /**
     * @param topic as Kafka knows it
     * @param executor runs each task on a thread that may block
     */
    public TopicSource(KafkaCluster cluster, String topic, Executor executor) {
        this.cluster = cluster;
        this.topic = topic;
        this.soon = new Soon(executor);
        this.items = new TopicItems(topic, Gathering.MOST);
    }

    private String who() {
        return "The topic " + topic;
    }

    @Override
    public CompletionStage<Listing> list(Optional<String> next) {
        return soon.ask(
                who(),
                () -> reading(open -> {
                    items.read(open);
                    return items.listing();
                }));
    }

    @Override
    public CompletionStage<Content> content(String name) {
        return soon.ask(who(), () -> reading(open -> content(open, name)));
    }

    private Content content(PartitionLog open, String name) throws SourceFault {
        if (items.place(name).isEmpty()) {
            // It was listed at another gateway, or before this one was started.
            items.read(open);
        }
        RecordPlace place = items.place(name)
                .orElseThrow(() -> new SourceFault(
                        SourceFault.Why.NOT_THERE, who() + " has no record of '" + name + "' any more."));
        return ahead.find(open, topic, place)
                .orElseThrow(() -> new SourceFault(
                        SourceFault.Why.NOT_THERE, who() + " has no record at " + place + " any more."));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(PartitionLog open) throws SourceFault;
    }

    private synchronized <T> T reading(Reading<T> reading) throws SourceFault {
        if (closed) {
            throw new SourceFault(SourceFault.Why.PASSING, who() + " is read no longer.");
        }
        try {
            PartitionLog open = log == null ? new PartitionLog(cluster) : log;
            log = open;
            return reading.from(open);
        } catch (KafkaException e) {
            closeLog();
            throw new SourceFault(SourceFault.Why.PASSING, who() + " was not read: " + e.getMessage() + ".");
        }
    }

    private void closeLog() {
        if (log != null) {
            log.close();
            log = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeLog();
    }
}
