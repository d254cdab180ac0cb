package dev.sluice.events.pump;

import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.pump.ConsumerReport.Place;
import dev.sluice.events.pump.ConsumerReport.Standing;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks after all groups that have nothing to read, with one thread and one client: each {@link Rules#every} it compares where their
 * partitions end with what they have committed. A group of which these differ gets a consumer of its own, also one that has committed nothing of a
 * partition, or that is to go on elsewhere; a group whose consumer has had nothing to read for {@link Rules#quiet} gives it up. What is
 * committed is committed anew every {@link Rules#renewEvery}, so that Kafka does not forget groups without members. Thread-safe.
 */
public final class IdleGroups implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(IdleGroups.class.getName());
    private static final Duration READY = Duration.ofSeconds(30);

    /** How long what Kafka said of the retention of topics is taken for true. */
    private static final Duration KEEPING = Duration.ofMinutes(5);

    /** How many looks rest on what was last seen of the topics that are there. */
    private static final int LOOKS_AT_TOPICS = 10;

    /** What one look starts at most, so that a thousand groups that begin do not begin at once. */
    private static final int MOST_STARTS = 50;

    private final KafkaCluster cluster;
    private final Timers timers;
    private final Rules rules;
    private final Semaphore soon = new Semaphore(0);
    private final Map<GroupReader, Known> readers = new LinkedHashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closed;

    /** Only on the thread, as is all below. */
    private Map<String, Integer> topics = Map.of();

    private int looksAtTopics;
    private long consumersAt;
    private long renewAt;

    private long keepingAt;
    private Set<String> keepingOf = Set.of();

    private volatile Map<TopicPartition, Long> ends = Map.of();
    private volatile Map<String, Keeping> keeping = Map.of();

    /**
     * How long what lasts.
     *
     * @param every how often is looked for something to read
     * @param quiet for how long there must have been nothing to read before a consumer is given up
     * @param renewFirst when offsets are committed anew for the first time: soon, or gateways that are started anew often would never come to it
     * @param fresh the same for one that was there to note where the group begins, and read nothing; so often are consumers looked at
     */
    public record Rules(Duration every, Duration quiet, Duration fresh, Duration renewFirst, Duration renewEvery) {

        public static final Rules USUAL = new Rules(
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofHours(6));
    }

    /** What is known of a group. Written by the thread alone, under the lock of the readers. */
    private static final class Known {

        /** Null where it is to be asked for. */
        private @Nullable Map<TopicPartition, OffsetAndMetadata> committed;

        /** Where its partitions ended when there was nothing to read; null while there is. */
        private @Nullable Map<TopicPartition, Long> quietAt;

        private long quietSince;
        private boolean fresh;
    }

    public IdleGroups(KafkaCluster cluster, Timers timers, Rules rules) {
        this.cluster = cluster;
        this.timers = timers;
        this.rules = rules;
        this.renewAt = timers.nanos() + rules.renewFirst().toNanos();
    }

    void add(GroupReader reader) {
        synchronized (readers) {
            readers.put(reader, new Known());
            if (thread == null && !closed) {
                thread = Thread.ofPlatform().daemon().name("idle-groups").start(this::run);
            }
        }
        lookSoon();
    }

    void remove(GroupReader reader) {
        synchronized (readers) {
            readers.remove(reader);
        }
    }

    void lookSoon() {
        soon.release();
    }

    /** How far a group is that has no consumer. */
    List<Place> places(GroupReader reader) {
        List<Place> places = new ArrayList<>();
        synchronized (readers) {
            Known known = readers.get(reader);
            if (known != null && known.committed != null) {
                known.committed.forEach((partition, offset) -> {
                    if (reader.settings().subscription().covers(partition.topic())) {
                        long end = Objects.requireNonNullElse(ends.get(partition), offset.offset());
                        places.add(new Place(
                                partition.topic(),
                                partition.partition(),
                                offset.offset(),
                                Math.max(0, end - offset.offset())));
                    }
                });
            }
        }
        return places;
    }

    /** How long its topics keep records, as far as that is known. */
    SortedMap<String, Keeping> keeping(GroupReader reader) {
        Map<String, Keeping> known = keeping;
        SortedMap<String, Keeping> its = new TreeMap<>();
        for (String topic : reader.settings().subscription().among(known.keySet())) {
            its.put(topic, Objects.requireNonNull(known.get(topic)));
        }
        return its;
    }

    private void run() {
        while (!closed) {
            try {
                if (!snapshot().isEmpty()) {
                    cluster.ready(READY).toCompletableFuture().get();
                    try (Admin admin = Admin.create(cluster.clientProperties())) {
                        lookOnAndOn(new KafkaPositions(admin));
                    }
                }
            } catch (ExecutionException e) {
                away(
                        e.getCause() == null
                                ? e.toString()
                                : String.valueOf(e.getCause().getMessage()));
            } catch (KafkaException e) {
                away("Kafka failed: " + e + ". It is tried again.");
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    private void lookOnAndOn(KafkaPositions kafka) throws ExecutionException, InterruptedException {
        looksAtTopics = 0;
        while (!closed
                && cluster.state() instanceof KafkaCluster.State.Ready
                && !snapshot().isEmpty()) {
            look(kafka);
            pause();
        }
    }

    private void pause() {
        try {
            soon.tryAcquire(rules.every().toMillis(), TimeUnit.MILLISECONDS);
            soon.drainPermits();
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void away(String why) {
        LOG.log(Level.DEBUG, "Groups that have nothing to read are not looked at: {0}", why);
        for (GroupReader reader : snapshot()) {
            reader.stands(new Standing.Away(why));
        }
    }

    private List<GroupReader> snapshot() {
        synchronized (readers) {
            return List.copyOf(readers.keySet());
        }
    }

    private void look(KafkaPositions kafka) throws ExecutionException, InterruptedException {
        long now = timers.nanos();
        List<GroupReader> all = snapshot();
        boolean alsoConsumers = now - consumersAt >= 0;
        List<GroupReader> looked = all.stream()
                .filter(reader -> alsoConsumers || !reader.isAwake())
                .toList();
        if (looksAtTopics == 0 || looked.stream().anyMatch(this::isNew)) {
            topics = topics(kafka, all);
            looksAtTopics = LOOKS_AT_TOPICS;
        }
        looksAtTopics--;
        lookAtKeeping(kafka, now);
        if (alsoConsumers) {
            consumersAt = now + rules.fresh().toNanos();
        }
        ask(
                kafka,
                looked.stream()
                        .filter(reader -> reader.isAwake() || isNew(reader))
                        .toList());
        Map<GroupReader, List<TopicPartition>> partitions = new LinkedHashMap<>();
        Set<TopicPartition> asked = new HashSet<>();
        for (GroupReader reader : looked) {
            List<TopicPartition> its =
                    KafkaPositions.all(topics, reader.settings().subscription());
            partitions.put(reader, its);
            asked.addAll(its);
        }
        ends = kafka.ends(asked);
        if (ends.size() < asked.size()) {
            looksAtTopics = 0;
        }
        wake(kafka, partitions);
        partitions.forEach((reader, its) -> {
            if (reader.isAwake()) {
                sleep(reader, its, now);
            }
        });
        if (now - renewAt >= 0) {
            renewAt = now + rules.renewEvery().toNanos();
            renew(kafka);
        }
    }

    private void lookAtKeeping(KafkaPositions kafka, long now) throws ExecutionException, InterruptedException {
        boolean all = now - keepingAt >= 0;
        Set<String> asked = new HashSet<>(topics.keySet());
        if (!all) {
            asked.removeAll(keepingOf);
        }
        if (!asked.isEmpty()) {
            Map<String, Keeping> known = all ? new HashMap<>() : new HashMap<>(keeping);
            known.putAll(kafka.keeping(asked));
            keeping = known;
            keepingOf = topics.keySet();
        }
        if (all) {
            keepingAt = now + KEEPING.toNanos();
        }
    }

    private static Map<String, Integer> topics(KafkaPositions kafka, List<GroupReader> readers)
            throws ExecutionException, InterruptedException {
        Set<String> there = kafka.topics();
        Set<String> wanted = new HashSet<>();
        for (GroupReader reader : readers) {
            wanted.addAll(reader.settings().subscription().among(there));
        }
        return kafka.partitions(wanted);
    }

    private boolean isNew(GroupReader reader) {
        synchronized (readers) {
            Known known = readers.get(reader);
            return known != null && known.committed == null;
        }
    }

    private void ask(KafkaPositions kafka, Collection<GroupReader> asked)
            throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = kafka.committed(
                asked.stream().map(reader -> reader.settings().group()).toList());
        synchronized (readers) {
            for (GroupReader reader : asked) {
                Known known = readers.get(reader);
                if (known != null) {
                    known.committed = committed.get(reader.settings().group());
                }
            }
        }
        // A consumer of its own tells what Kafka says of a group that it refuses, and the look goes on for all others.
        asked.stream()
                .filter(reader -> !committed.containsKey(reader.settings().group()))
                .forEach(GroupReader::wake);
    }

    /** Another gateway may have gone on since its offsets were asked for, so they are asked for anew where it seems that there is work. */
    private void wake(KafkaPositions kafka, Map<GroupReader, List<TopicPartition>> partitions)
            throws ExecutionException, InterruptedException {
        List<GroupReader> seem = new ArrayList<>();
        for (Map.Entry<GroupReader, List<TopicPartition>> each : partitions.entrySet()) {
            GroupReader reader = each.getKey();
            if (!reader.isAwake()) {
                reader.stands(
                        each.getValue().isEmpty()
                                ? Standing.of(reader.settings().subscription(), topics.keySet())
                                : new Standing.Reading());
                if (seem.size() < MOST_STARTS && hasWork(reader, each.getValue())) {
                    seem.add(reader);
                }
            }
        }
        ask(kafka, seem);
        for (GroupReader reader : seem) {
            List<TopicPartition> its = Objects.requireNonNull(partitions.get(reader));
            if (hasWork(reader, its)) {
                synchronized (readers) {
                    Known known = readers.get(reader);
                    if (known != null) {
                        known.fresh = Objects.requireNonNull(known.committed).isEmpty();
                        known.quietAt = null;
                    }
                }
                reader.wake();
            }
        }
    }

    /** Whether a partition ends elsewhere than the group stands, or the group has not begun it, or is to go on elsewhere. */
    private boolean hasWork(GroupReader reader, List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed;
        synchronized (readers) {
            Known known = readers.get(reader);
            if (known == null || known.committed == null) {
                return false;
            }
            committed = known.committed;
        }
        Seek seek = reader.seek();
        for (TopicPartition partition : partitions) {
            Long end = ends.get(partition);
            OffsetAndMetadata offset = committed.get(partition);
            if (end != null
                    && (offset == null
                            || offset.offset() != end
                            || seek.points().containsKey(partition)
                                    && seek.of(partition, Progress.read(offset.offset(), offset.metadata()))
                                            .isPresent())) {
                return true;
            }
        }
        return false;
    }

    /** Gives a consumer up that has had nothing to read for long enough. */
    private void sleep(GroupReader reader, List<TopicPartition> partitions, long now) {
        boolean quiet = !hasWork(reader, partitions);
        Map<TopicPartition, Long> its = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Optional.ofNullable(ends.get(partition)).ifPresent(end -> its.put(partition, end));
        }
        synchronized (readers) {
            Known known = readers.get(reader);
            if (known == null || known.committed == null) {
                return;
            }
            if (!quiet || its.size() < partitions.size()) {
                known.quietAt = null;
                known.fresh &= known.committed.isEmpty();
                return;
            }
            if (!its.equals(known.quietAt)) {
                known.fresh &= known.quietAt == null;
                known.quietAt = its;
                known.quietSince = now;
                return;
            }
            Duration enough = known.fresh ? rules.fresh() : rules.quiet();
            if (now - known.quietSince < enough.toNanos()) {
                return;
            }
            known.committed = null;
            known.quietAt = null;
        }
        reader.sleep();
    }

    /** What other members commit meanwhile is not touched: Kafka takes this for groups without members alone. */
    private void renew(KafkaPositions kafka) throws ExecutionException, InterruptedException {
        List<String> groups = snapshot().stream()
                .filter(reader -> !reader.isAwake())
                .map(reader -> reader.settings().group())
                .toList();
        kafka.committed(groups).forEach((group, committed) -> {
            if (!committed.isEmpty()) {
                kafka.commit(group, committed)
                        .whenComplete((_, fault) ->
                                LOG.log(Level.DEBUG, "The offsets of {0} are committed anew: {1}", group, fault));
            }
        });
    }

    /** Looks at nothing any more; returns within seconds. Readers are to be closed by whoever has them. */
    @Override
    public void close() {
        Thread present;
        synchronized (readers) {
            closed = true;
            present = thread;
        }
        lookSoon();
        if (present != null) {
            try {
                if (!present.join(KafkaPositions.patience())) {
                    present.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
