package dev.sluice.events.workqueue;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.events.partition.PartitionConsumer;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.events.workqueue.call.QueueCaller;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.SourceFault;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One queue at this gateway: works on it while no other gateway does. Thread-safe. */
final class WorkQueueRun {

    private static final System.Logger LOG = System.getLogger(WorkQueueRun.class.getName());
    private static final long LOOK_MILLIS = 20;
    private static final long BETWEEN_SWEEPS = Duration.ofMinutes(10).toNanos();

    private final WorkQueues.Parts parts;
    private final WorkQueueId id;
    private final WorkQueueId.Topics topics;
    private final QueueCaller ofSource;
    private final AnswerLog partials;
    private final AnswerFiles files;
    private volatile WorkQueueSettings settings;
    private volatile ItemSource source;
    private volatile boolean stopped;
    private volatile @Nullable QueueWork work;
    private volatile @Nullable PartitionConsumer consumer;

    private WorkQueueRun(WorkQueues.Parts parts, WorkQueueId id, RunningQueues.Wanted wanted) {
        this.parts = parts;
        this.id = id;
        this.topics = wanted.topics();
        this.settings = wanted.settings();
        this.ofSource = new QueueCaller(parts.invoker(), parts.chains(), parts.time());
        this.source = source(settings);
        this.partials = new AnswerLog(parts.cluster(), topics.results());
        this.files = new AnswerFiles(parts.answers(), topics, parts.cluster(), parts.time());
    }

    /** Makes the topics that are not there, and begins. Kafka is ready; blocks until it has answered. */
    static WorkQueueRun start(WorkQueues.Parts parts, WorkQueueId id, RunningQueues.Wanted wanted)
            throws ExecutionException, InterruptedException {
        new QueueTopics(parts.cluster(), wanted.topics()).make(wanted.settings().keep());
        WorkQueueRun run = new WorkQueueRun(parts, id, wanted);
        run.consumer = new PartitionConsumer(
                parts.cluster(),
                new PartitionConsumer.Settings(
                        run.topics.wishes(),
                        run.topics.wishes(),
                        run.topics.items(),
                        run.topics.wishes() + "." + parts.gateway()),
                _ -> run.fresh());
        run.sweepLater();
        return run;
    }

    private ItemSource source(WorkQueueSettings wanted) {
        return new Sources(parts).open(id.namespace(), wanted.source(), ofSource);
    }

    /** The queue was given to this gateway, maybe again. */
    private QueueWork fresh() {
        ItemCalls calls = new ItemCalls(new ItemCalls.Parts(
                id,
                new QueueCaller(parts.invoker(), parts.chains(), parts.time()),
                this::partial,
                files,
                parts.time(),
                parts.random(),
                parts.executor()));
        QueueWork made = new QueueWork(new QueueWork.Parts(
                id,
                () -> settings,
                () -> source,
                calls,
                topics.results(),
                () -> stopped,
                parts.time(),
                parts.random(),
                this::wake));
        work = made;
        return made;
    }

    private void sweepLater() {
        parts.time().at(parts.time().nanos() + BETWEEN_SWEEPS, () -> {
            if (!stopped) {
                parts.executor().execute(this::sweep);
            }
        });
    }

    private void sweep() {
        try {
            files.sweep(settings.keep());
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "Old results of the work queue {0} are not removed: {1}", id, e.getMessage());
        }
        sweepLater();
    }

    /** What a function made, for a thread that may wait for the disk. */
    ByteBuffer read(KeptAnswer answer) throws PayloadLostException {
        return files.readNow(answer.content());
    }

    private void wake() {
        PartitionConsumer present = consumer;
        if (present != null) {
            present.wake();
        }
    }

    private CompletionStage<Optional<KeptAnswer>> partial(QueueItems.Task task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return partials.find(task.item()).filter(task::goesOnFrom);
                    } catch (UnreadableRecordException | KafkaException e) {
                        throw new CompletionException(new SourceFault(
                                SourceFault.Why.PASSING, "What is kept of it was not read: " + e + "."));
                    }
                },
                parts.executor());
    }

    WorkQueueSettings settings() {
        return settings;
    }

    /** Where its record is. */
    WorkQueueId.Topics topics() {
        return topics;
    }

    /** Whether it is this queue, and none that had its name before. */
    boolean isOf(RunningQueues.Wanted wanted) {
        return topics.equals(wanted.topics());
    }

    /** Goes on under other settings: what is under way ends under those that it began with. Blocks until Kafka has answered. */
    void become(WorkQueueSettings wanted) throws ExecutionException, InterruptedException {
        if (!wanted.keep().equals(settings.keep())) {
            new QueueTopics(parts.cluster(), topics).make(wanted.keep());
        }
        if (!wanted.source().equals(settings.source())) {
            ItemSource before = source;
            source = source(wanted);
            before.close();
        }
        settings = wanted;
        QueueWork present = work;
        if (present != null) {
            present.changed();
        }
        wake();
    }

    /** How the queue stands, if this gateway works on it. */
    Optional<QueueWork> work() {
        PartitionConsumer present = consumer;
        boolean mine = present != null && !present.report().partitions().isEmpty();
        return mine ? Optional.ofNullable(work) : Optional.empty();
    }

    /** How it is with Kafka. */
    Optional<ConsumerReport> report() {
        return Optional.ofNullable(consumer).map(PartitionConsumer::report);
    }

    /** Nothing more begins; what is under way goes on. */
    void stop() {
        stopped = true;
    }

    /** Ends it: what is under way is waited for as long as {@code grace}, and then cancelled, and done again elsewhere. */
    void close(Duration grace) throws InterruptedException {
        stop();
        QueueWork present = work;
        long until = System.nanoTime() + grace.toNanos();
        while (present != null && !present.isQuiet() && System.nanoTime() - until < 0) {
            wake();
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        PartitionConsumer reading = consumer;
        if (reading != null) {
            reading.close();
        }
        ofSource.end();
        source.close();
        partials.close();
    }
}
