package dev.sluice.events.workqueue;

import dev.sluice.core.loop.Serial;
import dev.sluice.core.time.Timers;
import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.pump.Pace;
import dev.sluice.events.workqueue.source.ItemSource;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Works on the items of a queue, alone of all gateways. What comes of them is in memory at once, so that the next ones begin, and is
 * written soon, many together; what is lost with this object was not written, and is done again.
 */
final class QueueWork implements PartitionWork {

    private static final System.Logger LOG = System.getLogger(QueueWork.class.getName());

    /** The key of how the queue stands; no item has it. */
    static final String STANDING = "\n";

    /** What people wish; the key is the item, or empty for all. */
    static final String RETRY = "retry";

    static final String RESCAN = "rescan";

    /** Between two writes, so that each has many items: a transaction costs as much as some hundred of them. */
    private static final long BETWEEN_WRITES = Duration.ofMillis(20).toNanos();

    private static final long BETWEEN_TELLINGS = Duration.ofSeconds(1).toMillis();
    private static final int MOST_CHANGES = 5_000;
    private static final long MOST_BYTES = 8L << 20;

    /** While items that are worked on, and answers that are not written, hold so much, no other begins. */
    private static final long MOST_HELD = 64L << 20;

    private final Parts parts;
    private final QueueItems items = new QueueItems();
    private final Crew crew = new Crew();
    private final Scan scan;
    private final Serial turns = Serial.direct();
    private final AtomicBoolean waking = new AtomicBoolean();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean dropped;

    /** Only on the thread that has the partition. */
    private boolean begun;

    private QueueStanding told = QueueStanding.NOTHING;
    private long toldAt;
    private Pace pace;

    private volatile @Nullable QueueStanding now;

    /**
     * What a queue needs.
     *
     * @param settings as they are now
     * @param source of these settings
     * @param results Kafka's name of the topic of answers
     * @param stopped whether nothing more is to begin
     * @param wake has {@link #tick} called soon
     */
    record Parts(
            WorkQueueId id,
            Supplier<WorkQueueSettings> settings,
            Supplier<ItemSource> source,
            ItemCalls calls,
            String results,
            Supplier<Boolean> stopped,
            Timers time,
            RandomGenerator random,
            Runnable wake) {}

    QueueWork(Parts parts) {
        this.parts = parts;
        this.scan = new Scan(items, parts.time(), parts.random());
        this.pace = Pace.from(parts.time().millis(), 0);
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = new String(key, StandardCharsets.UTF_8);
        if (name.equals(STANDING)) {
            told = QueueStanding.read(value);
            crew.restore(told.backlogSince());
        } else {
            items.restore(name, ItemStanding.read(value));
        }
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        begin();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String item = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            String wish = record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
            long millis = parts.time().millis();
            switch (wish) {
                case RETRY -> {
                    if (item.isEmpty()) {
                        items.retryParked(millis);
                    } else {
                        items.retry(item, millis);
                    }
                }
                case RESCAN -> scan.again();
                default ->
                    LOG.log(Level.INFO, "The work queue {0} passes over a wish that it does not know.", parts.id());
            }
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            items.begin();
        }
    }

    @Override
    public void tick(Step step) {
        begin();
        scan.tick(parts.source(), parts.settings(), () -> {
            startSoon();
            wakeSoon();
        });
        startSoon();
        for (UnwrittenItems.Change change : items.changes(MOST_CHANGES, MOST_BYTES)) {
            step.keep(
                    change.item().getBytes(StandardCharsets.UTF_8),
                    change.standing().map(ItemStanding::bytes).orElse(null));
            change.answer().ifPresent(answer -> step.send(AnswerLog.record(parts.results(), answer)));
        }
        if (items.hasChanges()) {
            wakeSoon();
        }
        tell(step);
    }

    private void wakeSoon() {
        if (waking.compareAndSet(false, true)) {
            parts.time().at(parts.time().nanos() + BETWEEN_WRITES, () -> {
                waking.set(false);
                parts.wake().run();
            });
        }
    }

    /** Begins what may begin; by one thread at a time. */
    private void startSoon() {
        turns.execute(this::start);
    }

    private void start() {
        long millis = parts.time().millis();
        ItemCounts counts = items.counts();
        crew.open(counts.open(), millis);
        WorkQueueSettings settings = parts.settings().get();
        while (mayBegin(settings)) {
            int limit = crew.limit(settings, counts.open(), millis);
            Optional<QueueItems.Task> task = items.next(limit, millis);
            if (task.isEmpty()) {
                return;
            }
            work(task.get(), settings);
        }
    }

    private boolean mayBegin(WorkQueueSettings settings) {
        return !dropped
                && !settings.paused()
                && !parts.stopped().get()
                && parts.calls().held() + items.answerBytes() < MOST_HELD;
    }

    private void work(QueueItems.Task task, WorkQueueSettings settings) {
        var _ = parts.calls()
                .run(task, settings, parts.source().get(), this::startSoon)
                .thenAccept(end -> {
                    if (dropped) {
                        return;
                    }
                    long millis = parts.time().millis();
                    switch (end) {
                        case ItemEnd.Done(long took, var _) -> {
                            done.incrementAndGet();
                            crew.worked(took, settings.parallel());
                        }
                        case ItemEnd.Failed(int _, long took, var _, var _, String _) -> {
                            failed.incrementAndGet();
                            crew.worked(took, settings.parallel());
                        }
                        case ItemEnd.Ended _ -> {}
                        case ItemEnd.Hindered(int _, var _, Duration after, String why) ->
                            crew.hindered(after, why, items.counts().running(), millis);
                    }
                    items.end(task, end, settings.worker().steps().size(), millis);
                    wakeSoon();
                    startSoon();
                });
    }

    private void tell(Step step) {
        long millis = parts.time().millis();
        QueueStanding standing = standing(millis);
        now = standing;
        boolean over = standing.items().open() == 0 && told.items().open() > 0;
        if (!standing.equals(told) && (over || millis - toldAt >= BETWEEN_TELLINGS)) {
            told = standing;
            toldAt = millis;
            step.keep(STANDING.getBytes(StandardCharsets.UTF_8), standing.bytes());
        }
    }

    private QueueStanding standing(long millis) {
        ItemCounts counts = items.counts();
        pace = pace.at(millis, done.get());
        Scan.Seen seen = scan.seen();
        return new QueueStanding(
                counts,
                seen.listed(),
                seen.scanned(),
                seen.ends(),
                crew.limit(parts.settings().get(), counts.open(), millis),
                Math.round(crew.meanMillis() * 10) / 10.0,
                counts.running() == 0
                        ? -1
                        : Math.round(pace.rate(millis, done.get()).orElse(-1) * 10) / 10.0,
                crew.backlogSince(),
                (crew.hindrance() + " " + seen.problem()).strip());
    }

    /** The settings are others: the source is asked, and what may begin now begins. From any thread. */
    void changed() {
        scan.anew();
        startSoon();
    }

    /** How the queue stands, from any thread; empty before it was looked at. */
    Optional<QueueStanding> now() {
        return Optional.ofNullable(now);
    }

    /** Since this gateway works on the queue: items that are done, and attempts that failed. */
    long doneHere() {
        return done.get();
    }

    long failedHere() {
        return failed.get();
    }

    /** Whether all that came of items is written, or nothing is to be any more. */
    boolean isQuiet() {
        return dropped || items.counts().running() == 0 && !items.hasChanges();
    }

    @Override
    public Held held() {
        ItemCounts counts = items.counts();
        return new Held(counts.open(), counts.running());
    }

    @Override
    public Optional<String> notice() {
        return Optional.of(scan.seen().problem()).filter(problem -> !problem.isEmpty());
    }

    @Override
    public void dropped() {
        dropped = true;
        parts.calls().end();
    }
}
