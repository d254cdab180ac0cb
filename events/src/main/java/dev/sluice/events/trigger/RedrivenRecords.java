package dev.sluice.events.trigger;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadLetterMoves;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.LetterRecords;
import dev.sluice.events.kept.KeptTopic;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.PumpConsumer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Redriven letters of triggers wait in a topic of their trigger, of one partition, which nobody else reads. As long as there is
 * something in it, each gateway has a consumer for it, and they are one group; what is settled is deleted. Thread-safe.
 */
final class RedrivenRecords implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RedrivenRecords.class.getName());

    /** How often it is looked whether there is something that another gateway has redriven, or that is settled. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(20);

    private final KafkaCluster cluster;
    private final String prefix;
    private final Function<TriggerId, Optional<PumpConsumer>> consumers;
    private final BooleanSupplier used;
    private final Timers time;
    private final Executor executor;

    /** Guarded by this, as is the one below. */
    private final Map<TriggerId, PumpConsumer> running = new HashMap<>();

    private boolean closed;

    /** How far a topic was worked off when it was looked the last time; only one thread at a time looks. */
    private final Map<TopicPartition, Long> settled = new HashMap<>();

    /**
     * @param consumers makes the consumer for a trigger, if there is such a trigger
     * @param used whether there is any
     */
    RedrivenRecords(
            KafkaCluster cluster,
            String prefix,
            Function<TriggerId, Optional<PumpConsumer>> consumers,
            BooleanSupplier used,
            Timers time,
            Executor executor) {
        this.cluster = cluster;
        this.prefix = prefix + "redriven.";
        this.consumers = consumers;
        this.used = used;
        this.time = time;
        this.executor = executor;
    }

    /** Looks now and then from now on whether there is something to be done. */
    void start() {
        executor.execute(this::lookAround);
    }

    /** Also the name of the group. */
    String topic(TriggerId trigger) {
        return prefix + trigger.namespace() + "." + trigger.name();
    }

    private Optional<TriggerId> trigger(String topic) {
        String[] parts = topic.substring(prefix.length()).split("\\.", -1);
        return parts.length == 2 && FunctionName.isValid(parts[0]) && FunctionName.isValid(parts[1])
                ? Optional.of(new TriggerId(new Namespace(parts[0]), parts[1]))
                : Optional.empty();
    }

    /** Has letters of a trigger tried again. Blocks until that is durable; tells how many of them were there. */
    int redrive(TriggerId trigger, List<InvocationId> letters, DeadLetterMoves moves)
            throws InterruptedException, BrokerAwayException {
        String topic = topic(trigger);
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            KeptTopic.make(admin, topic, 1);
        } catch (KafkaException | IllegalStateException e) {
            throw new BrokerAwayException("Redriven letters could not be put into Kafka: " + e.getMessage() + ".");
        }
        int moved = moves.move(letters, letter -> record(trigger, topic, letter));
        begin(trigger);
        return moved;
    }

    private static Optional<ProducerRecord<byte[], byte[]>> record(TriggerId trigger, String topic, DeadLetter letter) {
        return letter.work() instanceof DeadWork.TopicRecord work
                        && trigger.equals(new TriggerId(letter.function().namespace(), work.trigger()))
                ? Optional.of(LetterRecords.of(topic, letter, work))
                : Optional.empty();
    }

    private synchronized void begin(TriggerId trigger) {
        if (!closed && !running.containsKey(trigger)) {
            consumers.apply(trigger).ifPresent(consumer -> running.put(trigger, consumer));
        }
    }

    /** The trigger is not what it was, or not there any more. */
    synchronized void changed(TriggerId trigger) {
        PumpConsumer present = running.remove(trigger);
        if (present != null) {
            present.stop();
            begin(trigger);
        }
    }

    /** How many wait, as far as this gateway knows. */
    synchronized long waiting(TriggerId trigger) {
        PumpConsumer present = running.get(trigger);
        return present == null ? 0 : present.report().lag();
    }

    private void lookAround() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            if (used.getAsBoolean() && cluster.state() instanceof KafkaCluster.State.Ready) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (ExecutionException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Redriven letters are looked for later: {0}", e);
        }
        time.at(time.nanos() + LOOK_EVERY.toNanos(), () -> executor.execute(this::lookAround));
    }

    private void look() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            trim(admin);
            Set<TriggerId> full = full(admin);
            synchronized (this) {
                running.entrySet().removeIf(each -> {
                    boolean empty = !full.contains(each.getKey());
                    if (empty) {
                        each.getValue().stop();
                    }
                    return empty;
                });
            }
            full.forEach(this::begin);
        }
    }

    /** Deletes what was settled a while ago already: that is committed by now. */
    private void trim(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, RecordsToDelete> done = new HashMap<>();
        Map<TopicPartition, Long> now = new HashMap<>();
        for (ConsumerReport.Place place : places()) {
            TopicPartition partition = new TopicPartition(place.topic(), place.partition());
            now.put(partition, place.position());
            Long before = settled.get(partition);
            if (before != null) {
                done.put(partition, RecordsToDelete.beforeOffset(before));
            }
        }
        settled.clear();
        settled.putAll(now);
        if (!done.isEmpty()) {
            admin.deleteRecords(done).all().get();
        }
    }

    private synchronized List<ConsumerReport.Place> places() {
        return running.values().stream()
                .flatMap(consumer -> consumer.report().partitions().stream())
                .toList();
    }

    /** Triggers of which letters wait that were redriven. */
    private Set<TriggerId> full(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> end = new HashMap<>();
        for (String topic : admin.listTopics().names().get()) {
            if (topic.startsWith(prefix)) {
                first.put(new TopicPartition(topic, 0), OffsetSpec.earliest());
                end.put(new TopicPartition(topic, 0), OffsetSpec.latest());
            }
        }
        Set<TriggerId> full = new HashSet<>();
        if (!first.isEmpty()) {
            Map<TopicPartition, ListOffsetsResultInfo> begins =
                    admin.listOffsets(first).all().get();
            admin.listOffsets(end).all().get().forEach((partition, last) -> {
                ListOffsetsResultInfo begin = begins.get(partition);
                if (begin != null && begin.offset() < last.offset()) {
                    trigger(partition.topic()).ifPresent(full::add);
                }
            });
        }
        return full;
    }

    /** Begins nothing any more. Returns at once. */
    void stop() {
        synchronized (this) {
            closed = true;
            running.values().forEach(PumpConsumer::stop);
        }
    }

    @Override
    public void close() {
        stop();
        List<PumpConsumer> all;
        synchronized (this) {
            all = List.copyOf(running.values());
            running.clear();
        }
        all.forEach(PumpConsumer::close);
    }
}
