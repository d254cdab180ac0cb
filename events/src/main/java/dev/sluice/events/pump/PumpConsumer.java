package dev.sluice.events.pump;

import dev.sluice.core.loop.Loop;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import dev.sluice.events.pump.ConsumerReport.Place;
import dev.sluice.events.pump.ConsumerReport.Standing;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A pump with the consumer that feeds it, on a thread of its own: reads what the pump wants, commits its progress, and gives
 * partitions back when others of the group take them. It goes on by itself after whatever Kafka or the network do. It is a
 * member of its group by the classic protocol, because there the commit of a member fails that was expelled; by the newer one Kafka
 * 4.4 says that it went well, and keeps nothing.
 */
public final class PumpConsumer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PumpConsumer.class.getName());

    /** How one stands that was just made. */
    static final Standing NOT_ASKED = new Standing.Away("Kafka was not asked yet.");

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(5);
    private static final Duration READY = Duration.ofSeconds(30);
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();
    private static final long TOPICS_EVERY = Duration.ofSeconds(10).toNanos();

    /** Kafka's own 500 records are worked off before the next ones are there, where nothing is called. */
    private static final int MOST_POLLED = 4_000;

    private static final long BETWEEN_FETCHES = Duration.ofMillis(1).toNanos();
    private static final int MANY = 100;
    private static final long LONGEST_PAUSE = 30;
    private static final int NOTICES = 5;

    private final KafkaCluster cluster;
    private final ConsumerSettings settings;
    private final Work work;
    private final Feed feed = new Feed();
    private final PumpCell cell;
    private final StartOffsets starts;
    private final Committer committer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final Map<TopicPartition, PumpEffect.Commit> commits = new HashMap<>();
    private final Map<TopicPartition, CompletableFuture<Void>> draining = new ConcurrentHashMap<>();
    private final List<String> notices = new ArrayList<>();

    /** Only on the thread. */
    private final Set<TopicPartition> owned = new HashSet<>();

    private long lookAt;
    private long topicsAt;

    /** Half the seconds until the next try after a fault. */
    private long pause = 1;

    /** The seek that was looked at; only on the thread. */
    private Seek seen = Seek.NONE;

    /** Why partitions that it was given could not be begun; only on the thread. */
    private @Nullable KafkaException unassigned;

    private volatile Seek seek = Seek.NONE;

    /** Whether there may be topics that were not found yet. */
    private volatile boolean lookForTopics;

    /** What may be woken; null while it must not be. */
    private volatile @Nullable Consumer<byte[], byte[]> polling;

    private volatile Standing standing = NOT_ASKED;
    private volatile List<Place> places = List.of();

    /** Starts to read. {@code loop}: its executor carries out what the pump decides, and must not run it on the caller's thread. */
    public PumpConsumer(KafkaCluster cluster, ConsumerSettings settings, Work work, Loop loop) {
        this(cluster, settings, work, loop, new OffsetCommitter());
    }

    /**
     * The same for work whose outputs become visible exactly when the records that they came of are done.
     *
     * @param transactions the id of its transactions, which no other consumer has at the same time; the same as that of one that was here
     *     before, so that what that left open is ended at once
     * @param outputs where the work puts them
     */
    public PumpConsumer(
            KafkaCluster cluster,
            ConsumerSettings settings,
            Work work,
            Loop loop,
            String transactions,
            Outputs outputs) {
        this(cluster, settings, work, loop, new TransactionCommitter(cluster, transactions, outputs));
    }

    /**
     * The same for work whose outputs are written before the records that they came of are done: they become visible sooner, and once more
     * where this is killed in between, or where not all of them could be written.
     *
     * @param transactions the id that its transactions had as long as it made some: what is open of these is ended
     * @param outputs where the work puts them
     */
    public static PumpConsumer atLeastOnce(
            KafkaCluster cluster,
            ConsumerSettings settings,
            Work work,
            Loop loop,
            String transactions,
            Outputs outputs) {
        return new PumpConsumer(cluster, settings, work, loop, new WritingCommitter(cluster, transactions, outputs));
    }

    private PumpConsumer(KafkaCluster cluster, ConsumerSettings settings, Work work, Loop loop, Committer committer) {
        this.cluster = cluster;
        this.committer = committer;
        this.settings = settings;
        this.work = work;
        this.cell = new PumpCell(loop, settings.pump(), work, feed);
        this.starts = new StartOffsets(settings);
        this.thread =
                Thread.ofPlatform().daemon().name("pump-" + settings.group()).start(this::run);
    }

    /** Whether nothing may begin; what is under way goes on. */
    public void hold(boolean wanted) {
        cell.hold(wanted);
    }

    /** Has the group go on elsewhere, with what this member has of it and as long as it has it. To be told to all members, in any order. */
    public void seek(Seek wanted) {
        seek = wanted;
        feed.wake();
    }

    /** Looks for topics that are there by now and match; it finds them by itself within 10 s. */
    public void look() {
        lookForTopics = true;
        feed.wake();
    }

    public ConsumerReport report() {
        synchronized (notices) {
            return new ConsumerReport(standing, places, cell.report(), notices, Collections.emptySortedMap());
        }
    }

    /** Gives all back, after what is under way, as far as the grace goes; returns within the grace and 15 s. */
    @Override
    public void close() {
        stop();
        try {
            if (!thread.join(settings.grace().plusSeconds(15))) {
                LOG.log(Level.INFO, "The consumer of {0} does not end; it is left alone.", settings.group());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same without waiting for it. */
    public void stop() {
        closing.countDown();
        feed.wake();
    }

    /** Whether it has given all back. */
    boolean hasEnded() {
        return !thread.isAlive();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private final class Feed implements PumpFeed {

        @Override
        public void commit(PumpEffect.Commit commit) {
            synchronized (commits) {
                commits.merge(commit.partition(), commit, (one, other) -> one.number() > other.number() ? one : other);
            }
            wake();
        }

        @Override
        public void wantsChanged() {
            wake();
        }

        @Override
        public void drained(TopicPartition partition) {
            CompletableFuture<Void> waiting = draining.get(partition);
            if (waiting != null) {
                waiting.complete(null);
            }
        }

        void wake() {
            Consumer<byte[], byte[]> present = polling;
            if (present != null) {
                present.wakeup();
            }
        }
    }

    private void run() {
        while (!isClosing()) {
            try {
                cluster.ready(READY).toCompletableFuture().get();
                consume();
            } catch (ExecutionException e) {
                String why = e.getCause() == null
                        ? e.toString()
                        : String.valueOf(e.getCause().getMessage());
                standing = new Standing.Away(why);
            } catch (KafkaException e) {
                standing = new Standing.Away("Kafka failed: " + e + ". It is tried again.");
                LOG.log(Level.DEBUG, () -> "The consumer of " + settings.group() + " begins anew.", e);
            } catch (RuntimeException e) {
                standing = new Standing.Away("Its work failed: " + e + ". It is tried again.");
                LOG.log(Level.WARNING, () -> "The work of " + settings.group() + " failed, and begins anew.", e);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(LONGEST_PAUSE, pause * 2);
            if (awaited(closing, pause)) {
                return;
            }
        }
    }

    private static boolean awaited(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = WorkClients.ofMember(cluster, settings.group());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                Math.clamp(settings.pump().bounds().records(), ConsumerConfig.DEFAULT_MAX_POLL_RECORDS, MOST_POLLED));
        return properties;
    }

    private void consume() {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties(), bytes, bytes);
        try {
            committer.open(this::wakeForCommits);
            Rebalances rebalances = new Rebalances(consumer);
            subscribe(consumer, rebalances);
            topicsAt = System.nanoTime();
            while (!isClosing()) {
                if (lookForTopics) {
                    // Kafka's client asks for topics anew when it is told again what matches.
                    subscribe(consumer, rebalances);
                }
                once(consumer);
            }
            giveBack(consumer, List.copyOf(owned));
        } finally {
            try {
                // This may give partitions back, which commits.
                consumer.close(CloseOptions.timeout(LAST_COMMIT));
            } finally {
                committer.close();
                owned.forEach(cell::lost);
                lost(owned);
                owned.clear();
                unassigned = null;
                places = List.of();
            }
        }
    }

    private void subscribe(Consumer<byte[], byte[]> consumer, Rebalances rebalances) {
        lookForTopics = false;
        switch (settings.subscription()) {
            case Subscription.Names(Set<String> topics) -> consumer.subscribe(topics, rebalances);
            case Subscription.Matching(var pattern) -> consumer.subscribe(pattern, rebalances);
        }
    }

    private void once(Consumer<byte[], byte[]> consumer) {
        seek(consumer);
        chooseWanted(consumer);
        ConsumerRecords<byte[], byte[]> records = poll(consumer);
        KafkaException failed = unassigned;
        if (failed != null) {
            throw failed;
        }
        for (TopicPartition partition : records.partitions()) {
            cell.fetched(partition, records.records(partition));
        }
        committer.turn(consumer);
        commit(consumer);
        gather(records.count());
        pause = 1;
        if (System.nanoTime() - lookAt >= 0) {
            look(consumer);
        }
    }

    /** Where records come one by one, some are read together: each fetch costs as much as working off what it brings. */
    private static void gather(int read) {
        if (read > 0 && read < MANY) {
            LockSupport.parkNanos(BETWEEN_FETCHES);
        }
    }

    /** Nothing of a partition begins before it is committed that it goes on elsewhere, or while what runs of it has not ended. */
    private void seek(Consumer<byte[], byte[]> consumer) {
        Seek wanted = seek;
        if (wanted.equals(seen)) {
            return;
        }
        for (TopicPartition partition : owned) {
            long position = cell.position(partition).orElse(0);
            Progress known = Progress.at(position).after(cell.seek(partition));
            wanted.of(partition, known).ifPresent(progress -> {
                LOG.log(
                        Level.INFO,
                        "{0} goes on at offset {1} of {2} instead of {3}, because somebody asked for it.",
                        settings.group(),
                        progress.position(),
                        partition,
                        position);
                assign(partition, progress);
                consumer.seek(partition, progress.position());
            });
        }
        seen = wanted;
    }

    private void chooseWanted(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        Set<TopicPartition> paused = consumer.paused();
        for (TopicPartition partition : owned) {
            boolean wanted = cell.wants(partition);
            if (wanted == paused.contains(partition)) {
                (wanted ? resume : pause).add(partition);
            }
        }
        consumer.pause(pause);
        consumer.resume(resume);
    }

    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
        polling = consumer;
        try {
            return consumer.poll(canCommit() || committer.hasTurn() || isClosing() ? Duration.ZERO : POLL);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, offset) -> begin(consumer, partition, offset));
            return ConsumerRecords.empty();
        } finally {
            polling = null;
        }
    }

    /** The position is not there any more: what is there is read from its first record. */
    private void begin(Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        long first = calmly(() -> consumer.beginningOffsets(List.of(partition), StartOffsets.PATIENCE))
                .getOrDefault(partition, 0L);
        if (first > offset) {
            notice("Records " + offset + " to " + (first - 1) + " of " + partition
                    + " were deleted before they were read: its retention is shorter than the time they waited.");
        } else {
            notice(partition + " was made anew: it ends before offset " + offset + ", and is read from its start.");
            assign(partition, Progress.at(first).after(cell.seek(partition)));
        }
        consumer.seek(partition, first);
    }

    private void notice(String sentence) {
        LOG.log(Level.WARNING, "{0}: {1}", settings.group(), sentence);
        synchronized (notices) {
            if (notices.size() == NOTICES) {
                notices.removeFirst();
            }
            notices.add(sentence);
        }
    }

    private boolean canCommit() {
        synchronized (commits) {
            return !commits.isEmpty() && committer.isReady();
        }
    }

    private void wakeForCommits() {
        if (canCommit() || committer.hasTurn()) {
            feed.wake();
        }
    }

    private void commit(Consumer<byte[], byte[]> consumer) {
        if (!canCommit()) {
            return;
        }
        List<PumpEffect.Commit> all;
        synchronized (commits) {
            all = List.copyOf(commits.values());
            commits.clear();
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (PumpEffect.Commit commit : all) {
            // One that was decided before the partition was away tells less than is known by now.
            if (owned.contains(commit.partition())
                    && cell.awaits(commit.partition(), commit.number())
                    && commit.progress().seek() >= cell.seek(commit.partition())) {
                offsets.put(commit.partition(), offset(commit.progress()));
            }
        }
        if (!offsets.isEmpty()) {
            committer.commit(
                    consumer,
                    offsets,
                    kept -> all.forEach(commit -> cell.committed(commit.partition(), commit.number(), kept)));
        }
    }

    private static OffsetAndMetadata offset(Progress progress) {
        return new OffsetAndMetadata(progress.position(), progress.text());
    }

    /** Sees how far it is behind, and, now and then, whether its topics are there. */
    private void look(Consumer<byte[], byte[]> consumer) {
        long now = System.nanoTime();
        lookAt = now + LOOK_EVERY;
        List<Place> seen = new ArrayList<>();
        for (TopicPartition partition : owned) {
            long reached = calmly(() -> consumer.position(partition, StartOffsets.PATIENCE));
            cell.reached(partition, reached);
            long unread = consumer.currentLag(partition).orElse(0);
            cell.position(partition).ifPresent(position -> {
                long end = unread + reached;
                seen.add(new Place(
                        partition.topic(), partition.partition(), position, Math.max(0, end - position), unread));
            });
        }
        places = seen;
        if (!owned.isEmpty()) {
            standing = new Standing.Reading();
        } else if (now - topicsAt >= 0) {
            topicsAt = now + TOPICS_EVERY;
            standing = topics(consumer);
        }
    }

    private Standing topics(Consumer<byte[], byte[]> consumer) {
        return Standing.of(
                settings.subscription(),
                calmly(() -> consumer.listTopics(StartOffsets.PATIENCE)).keySet());
    }

    /** What changes hands. Called inside of polls, so wake-ups are put off. */
    private final class Rebalances implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Rebalances(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            polling = null;
            lookAt = System.nanoTime();
            if (partitions.isEmpty()) {
                return;
            }
            try {
                calmly(() -> starts.of(consumer, partitions, seek)).forEach((partition, progress) -> {
                    consumer.seek(partition, progress.position());
                    owned.add(partition);
                    assign(partition, progress);
                });
            } catch (KafkaException e) {
                // What is thrown here Kafka's client reports as a fault of its caller, where only Kafka is away.
                unassigned = e;
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            polling = null;
            giveBack(consumer, partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> {
                if (owned.remove(partition)) {
                    cell.lost(partition);
                }
            });
            lost(partitions);
        }
    }

    private void giveBack(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        List<TopicPartition> mine = partitions.stream().filter(owned::contains).toList();
        if (mine.isEmpty()) {
            return;
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (TopicPartition partition : mine) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            draining.put(partition, end);
            ends.add(end);
            cell.closing(partition);
        }
        await(ends);
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();
        for (TopicPartition partition : mine) {
            draining.remove(partition);
            owned.remove(partition);
            last.put(partition, offset(cell.handOver(partition)));
        }
        try {
            calmly(() -> {
                committer.commitLast(consumer, last);
                return last;
            });
        } catch (KafkaException e) {
            // Whoever has them next knows from the commit before what may have been tried.
            LOG.log(Level.DEBUG, () -> settings.group() + " gives back " + mine + ", uncommitted.", e);
        } finally {
            lost(mine);
        }
    }

    private void lost(Collection<TopicPartition> partitions) {
        partitions.forEach(work::lost);
        committer.lost(partitions);
    }

    private void assign(TopicPartition partition, Progress progress) {
        committer.assigned(partition, progress);
        work.assigned(partition);
        cell.assigned(partition, progress);
    }

    private void await(List<CompletableFuture<Void>> ends) {
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
                    .get(settings.grace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.DEBUG, "What still runs of {0} counts as tried.", settings.group());
        } catch (ExecutionException e) {
            throw new IllegalStateException("these never fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A wake-up that was meant for a poll is not one for this. */
    private static <T> T calmly(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (WakeupException e) {
                // It was meant for the poll before.
            }
        }
    }
}
