package dev.sluice.events.kept;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.RecordWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The newest record under each id of one compacted topic, whoever wrote it. In memory are the places of all ({@link PlaceIndex}), and
 * the records that were written last, 8 MiB of them; others are read from Kafka when somebody asks. Thread-safe.
 *
 * <p>Two threads: one follows the topic from its beginning, one reads what is asked for.
 */
public final class KeptRecords implements AutoCloseable {

    /** Told of changes, by one thread at a time. It must not block. */
    public interface Follower {

        /**
         * Told of all records, in the order of their partition, as they are followed.
         *
         * @param now the record; empty if there is none under this id any more
         * @param wasOpen whether something was left to do before; empty if nothing was known under this id
         */
        void changed(InvocationId id, Optional<KeptRecord> now, Optional<Boolean> wasOpen);

        /** Told of each newest record under an id as soon as it is durable: of one that was written here, before it is followed. */
        default void newest(KeptRecord record) {}
    }

    private static final System.Logger LOG = System.getLogger(KeptRecords.class.getName());
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_LOOKED_AT = 50_000;

    /** Records that are written one by one are read some at a time: who has written one knows it without that. */
    private static final long BETWEEN_POLLS = Duration.ofMillis(5).toNanos();

    private static final int MANY = 200;

    private final KafkaCluster cluster;
    private final RecordWriter writer;
    private final String topic;
    private final int partitions;
    private final Predicate<Iterable<Header>> openByFields;
    private final Follower follower;
    private final PlaceReader reader;
    private final RecordWalk walk;
    private final Followers followers = new Followers();
    private final RecentRecords recent = new RecentRecords();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** Guarded by itself. */
    private final PlaceIndex index = new PlaceIndex();

    /** Guarded by the index. */
    private final OwnWrites own = new OwnWrites();

    /** Held while the follower is told, so that nobody is told of a record after a newer one; taken before the index. */
    private final Object telling = new Object();

    /** Where to go on in each partition; belongs to the thread that follows. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private volatile @Nullable Consumer<byte[], byte[]> following;

    /**
     * Follows nothing yet.
     *
     * @param partitions of the topic, if it is not there
     * @param openByFields says of a record's header fields whether something is left to do
     */
    public KeptRecords(
            KafkaCluster cluster,
            RecordWriter writer,
            String topic,
            int partitions,
            Predicate<Iterable<Header>> openByFields,
            Follower follower) {
        this.cluster = cluster;
        this.writer = writer;
        this.topic = topic;
        this.partitions = partitions;
        this.openByFields = openByFields;
        this.follower = follower;
        this.reader = new PlaceReader(cluster, topic);
        this.walk = new RecordWalk(cluster, topic, () -> closed.getCount() == 0);
        this.thread =
                Thread.ofPlatform().daemon().name("sluice-follow-" + topic).unstarted(this::followUntilClosed);
    }

    /** Begins to follow; the broker is made to start if it is ours. To be called once. */
    public void start() {
        thread.start();
        reader.start();
    }

    /** Completes when all is known that was there at the start. */
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    /**
     * Completes when all is known that anybody had written when this was asked, which takes as long as the broker is away; completes
     * exceptionally at the end.
     */
    public CompletionStage<Void> followed() {
        CompletionStage<Void> told = followedAsItGoes();
        Consumer<byte[], byte[]> consumer = following;
        if (consumer != null) {
            consumer.wakeup();
        }
        return told;
    }

    /** The same, of a record that the thread comes to by itself. */
    private CompletionStage<Void> followedAsItGoes() {
        CompletableFuture<Void> told = followers.ask();
        if (closed.getCount() == 0) {
            followers.fail(new IllegalStateException("the gateway is shutting down"));
        }
        return told.minimalCompletionStage();
    }

    /**
     * Writes the newest record under an id. Completes when it is durable; {@link #find} knows it then. What is written faster than it is
     * followed completes as late as that.
     */
    public CompletionStage<Void> write(InvocationId id, Fields fields, ByteBuffer value) {
        return write(id, fields, Optional.of(value));
    }

    /** Forgets what is under an id. */
    public CompletionStage<Void> forget(InvocationId id) {
        return write(id, Fields.of(List.of()), Optional.empty());
    }

    private CompletionStage<Void> write(InvocationId id, Fields fields, Optional<ByteBuffer> value) {
        return writer.write(topic, id.value(), fields, value).thenCompose(kept -> {
            Optional<KeptRecord> record =
                    value.map(bytes -> new KeptRecord(id, fields, bytes, Instant.ofEpochMilli(kept.timestamp())));
            synchronized (telling) {
                boolean newest;
                synchronized (index) {
                    if (own.isFull()) {
                        return followedAsItGoes();
                    }
                    newest = own.written(id, new OwnWrites.Own(kept.partition(), kept.offset(), record));
                }
                if (newest) {
                    record.ifPresent(follower::newest);
                }
            }
            return CompletableFuture.completedStage(null);
        });
    }

    /**
     * The newest record under an id, as far as the topic was followed, and nothing older than what was written here. Completes
     * exceptionally if the broker is away.
     */
    public CompletionStage<Optional<KeptRecord>> find(InvocationId id) {
        return cluster.ready(BROKER_PATIENCE).thenCompose(_ -> ready).thenCompose(_ -> find(id, 0));
    }

    private CompletionStage<Optional<KeptRecord>> find(InvocationId id, int tries) {
        long place;
        synchronized (index) {
            OwnWrites.Own written = own.find(id);
            if (written != null) {
                return CompletableFuture.completedFuture(written.record());
            }
            place = index.get(IdBits.of(id));
        }
        if (place == PlaceIndex.NOWHERE) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Optional<KeptRecord> known = recent.find(id, place);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known);
        }
        return reader.read(Place.of(place)).thenCompose(record -> {
            if (record.isPresent() || tries == PlaceReader.TRIES) {
                return CompletableFuture.completedFuture(record);
            }
            // It was compacted away, so there is a newer one that is about to be known.
            return find(id, tries + 1);
        });
    }

    String topic() {
        return topic;
    }

    /** Waits until all is known that others have written and that is there by now. Blocks. */
    void catchUp(Duration patience) throws InterruptedException {
        try {
            followed().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("what there is in " + topic + " was not read within " + patience, e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    /** What takes a record out. */
    ProducerRecord<byte[], byte[]> tombstone(InvocationId id) {
        return new ProducerRecord<>(topic, id.value().getBytes(StandardCharsets.UTF_8), null);
    }

    /** A tombstone is there that was not written by {@link #forget}. */
    void tookOut(InvocationId id, RecordMetadata place) {
        synchronized (index) {
            own.written(id, new OwnWrites.Own(place.partition(), place.offset(), Optional.empty()));
        }
    }

    /** How many ids are known. */
    public int size() {
        synchronized (index) {
            return index.size();
        }
    }

    /** Whether something is left to do for an id, as far as the topic was followed. */
    public boolean isOpen(InvocationId id) {
        synchronized (index) {
            long place = index.get(IdBits.of(id));
            return place != PlaceIndex.NOWHERE && Place.of(place).open();
        }
    }

    private boolean isCurrent(InvocationId id, int partition, long offset) {
        synchronized (index) {
            long place = index.get(IdBits.of(id));
            return place != PlaceIndex.NOWHERE
                    && Place.of(place).partition() == partition
                    && Place.of(place).offset() == offset;
        }
    }

    /** Looks at records one after the other. */
    @FunctionalInterface
    public interface Visitor {

        /** Whether to go on; may block. */
        boolean visit(KeptRecord record) throws InterruptedException;
    }

    /**
     * Shows the newest record under each id that was known when this began, in the order of the topic. Blocks as long as it takes to
     * read them; none is held in memory.
     */
    public void each(Visitor visitor) throws InterruptedException {
        walk.walk(0, Map.of(), record -> visit(record, visitor));
    }

    /**
     * Shows the newest record under each id, partition by partition, from a place on, until {@code visitor} has seen enough, or
     * 50,000 records were looked at. Tells where to go on; nothing if that was all. Blocks as long as it takes
     * to read them.
     */
    public Optional<TopicPlace> page(TopicPlace from, Visitor visitor) throws InterruptedException {
        int[] looked = new int[1];
        RecordWalk.Reached reached = walk.walk(from.partition(), Map.of(from.partition(), from.offset()), record -> {
            RecordWalk.Then then = visit(record, visitor);
            return ++looked[0] == MOST_LOOKED_AT ? RecordWalk.Then.END : then;
        });
        return reached.endedIn().isEmpty()
                ? Optional.empty()
                : Optional.of(new TopicPlace(
                        reached.endedIn().getAsInt(),
                        reached.offsets().getOrDefault(reached.endedIn().getAsInt(), 0L)));
    }

    private RecordWalk.Then visit(ConsumerRecord<byte[], byte[]> record, Visitor visitor) throws InterruptedException {
        Optional<KeptRecord> current = current(record);
        return current.isEmpty() || visitor.visit(current.get()) ? RecordWalk.Then.NEXT_RECORD : RecordWalk.Then.END;
    }

    /**
     * Shows all records that were written before {@code until}, going on from {@code from}, and tells where it stopped in each
     * partition: at the first record that is younger. Blocks as long as it takes to read them.
     */
    public Map<Integer, Long> sweep(Map<Integer, Long> from, Instant until, java.util.function.Consumer<KeptRecord> old)
            throws InterruptedException {
        return walk.walk(0, from, record -> {
                    if (record.timestamp() >= until.toEpochMilli()) {
                        return RecordWalk.Then.NEXT_PARTITION;
                    }
                    current(record).ifPresent(old);
                    return RecordWalk.Then.NEXT_RECORD;
                })
                .offsets();
    }

    /**
     * What the header fields of all records tell that are the newest under their ids, as each partition stands when it is come to. In
     * memory are the ids of those that tell anything. Blocks as long as it takes to read them.
     *
     * @throws IllegalStateException if this is closed before all were read
     */
    public <T> Set<T> told(Function<Iterable<Header>, Set<T>> teller) throws InterruptedException {
        Map<InvocationId, Set<T>> told = new HashMap<>();
        walk.walk(0, Map.of(), record -> {
            KeptConsumers.id(record).ifPresent(id -> {
                Set<T> here = record.value() == null ? Set.of() : teller.apply(record.headers());
                if (here.isEmpty()) {
                    told.remove(id);
                } else {
                    told.put(id, here);
                }
            });
            return RecordWalk.Then.NEXT_RECORD;
        });
        if (closed.getCount() == 0) {
            throw new IllegalStateException("the gateway is shutting down");
        }
        return told.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** The record, if it is the newest under its id. */
    private Optional<KeptRecord> current(ConsumerRecord<byte[], byte[]> record) {
        return KeptConsumers.kept(record).filter(kept -> isCurrent(kept.id(), record.partition(), record.offset()));
    }

    private static boolean isBefore(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private List<TopicPartition> partitionsSeen(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        return infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private void followUntilClosed() {
        boolean made = false;
        while (closed.getCount() > 0) {
            try {
                cluster.ready(BROKER_PATIENCE).toCompletableFuture().get();
                if (!made) {
                    try (Admin admin = Admin.create(cluster.clientProperties())) {
                        KeptTopic.makeCompacted(admin, topic, partitions);
                    }
                    made = true;
                }
                follow();
            } catch (WakeupException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is followed again: {1}", topic, e);
            } catch (InterruptedException | InterruptException e) {
                return;
            } catch (ExecutionException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is followed again in a second: {1}", topic, e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            closed.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (Consumer<byte[], byte[]> consumer = KeptConsumers.make(cluster, 2_000)) {
            following = consumer;
            List<TopicPartition> seen = partitionsSeen(consumer);
            consumer.assign(seen);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(seen);
            seen.forEach(
                    each -> consumer.seek(each, Math.max(next.getOrDefault(each, 0L), begins.getOrDefault(each, 0L))));
            Map<TopicPartition, Long> ends = consumer.endOffsets(seen);
            while (closed.getCount() > 0) {
                followers.measure(() -> consumer.endOffsets(seen));
                poll(consumer);
                followers.tell(asked -> !isBefore(consumer, asked));
                if (!ready.isDone() && !isBefore(consumer, ends)) {
                    Thread.ofVirtual().name("sluice-followed-" + topic).start(() -> ready.complete(null));
                }
            }
        } finally {
            following = null;
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
            for (ConsumerRecord<byte[], byte[]> record : records) {
                synchronized (telling) {
                    take(record);
                }
            }
            if (!records.isEmpty() && records.count() < MANY) {
                LockSupport.parkNanos(BETWEEN_POLLS);
            }
        } catch (WakeupException e) {
            // Somebody asks how far the topic goes, or it is closed.
            LOG.log(System.Logger.Level.TRACE, "{0} is looked at at once: {1}", topic, e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        Optional<InvocationId> id = KeptConsumers.id(record);
        if (id.isEmpty()) {
            return;
        }
        Optional<KeptRecord> now = KeptConsumers.kept(record, id.get());
        long before;
        boolean isNews;
        synchronized (index) {
            isNews = own.followed(id.get(), record.partition(), record.offset());
            if (now.isEmpty()) {
                before = index.remove(IdBits.of(id.get()));
            } else {
                long place = new Place(record.partition(), record.offset(), openByFields.test(record.headers())).bits();
                before = index.put(IdBits.of(id.get()), place);
                recent.put(now.get(), place);
            }
        }
        follower.changed(
                id.get(),
                now,
                before == PlaceIndex.NOWHERE
                        ? Optional.empty()
                        : Optional.of(Place.of(before).open()));
        if (isNews) {
            now.ifPresent(follower::newest);
        }
    }

    /** Ends within seconds. */
    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> consumer = following;
        if (consumer != null) {
            consumer.wakeup();
        } else {
            thread.interrupt();
        }
        reader.close();
        IllegalStateException over = new IllegalStateException("the gateway is shutting down");
        ready.completeExceptionally(over);
        followers.fail(over);
    }
}
