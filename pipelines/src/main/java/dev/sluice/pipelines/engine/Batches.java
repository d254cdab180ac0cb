package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.json.MediaTypes;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.schedule.ScheduleSettings;
import dev.sluice.events.schedule.ScheduledRun;
import dev.sluice.pipelines.document.ItemId;
import dev.sluice.pipelines.document.SourceSettings;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRefusedException.Why;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The batches of one pipeline. Thread-safe; blocks until Kafka has answered. */
public final class Batches implements DueBatches.Begun {

    /** What a batch may be called, for people. */
    public static final String RULE = "1 to 64 letters, digits, '-', '_' and '.', beginning with a letter or a digit";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** Each has a producer of its own. */
    private static final int MOST_AT_ONCE = 32;

    private static final Semaphore WRITING = new Semaphore(MOST_AT_ONCE);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaCluster cluster;
    private final BatchIntake.Place place;
    private final SourceSettings source;
    private final int partitions;

    private final PipelineGraph graph;
    private final PausedBatches paused;
    private final BatchJoins joins;

    /** The names of stages at which items fail that can be retried, with the joins that open once more for these. */
    private final Map<String, Set<StageName>> retriable;

    /** {@code partitions}: of the topics of barriers and batches. */
    Batches(
            KafkaCluster cluster,
            BatchIntake.Place place,
            SourceSettings source,
            PipelineGraph graph,
            PausedBatches paused,
            int partitions) {
        this.cluster = cluster;
        this.place = place;
        this.source = source;
        this.graph = graph;
        this.paused = paused;
        this.retriable = graph.nodes().stream()
                .filter(node -> node.isCut() && place.counters().canBeRetried(node))
                .collect(Collectors.toMap(node -> node.name().value(), place.counters()::late));
        this.partitions = partitions;
        this.joins = new BatchJoins(cluster, graph, place.counts(), partitions);
    }

    /**
     * What is stored of a batch, once it is told that it is.
     *
     * @param closed whether no more items come
     */
    public record Stored(String id, long stored, boolean closed) {}

    /**
     * How items are sent.
     *
     * @param from the number of the first one in the batch; 0 where they have ids
     * @param id by what they are known; that of the document without it
     * @param close whether no more come
     * @param count how many items there are then, if somebody says so
     */
    public record Sending(long from, Optional<ItemId> id, boolean close, OptionalLong count) {

        /** A whole batch. */
        public static Sending all(Optional<ItemId> id) {
            return new Sending(0, id, true, OptionalLong.empty());
        }
    }

    /**
     * What somebody sends.
     *
     * @param type its media type: {@code multipart/form-data}, where each part is an item, or NDJSON
     */
    public record Body(String type, InputStream bytes) {}

    /**
     * Begins a batch, or goes on with it; items that are stored already are passed over.
     *
     * @throws IOException if the source ends in the middle; what came before is stored
     * @throws dev.sluice.core.catalog.StorageException if the disk has no room for ids
     */
    public Stored append(String batch, Body items, Sending sending)
            throws BatchRefusedException, IOException, InterruptedException {
        if (source.batch().isEmpty()) {
            throw sent();
        }
        Optional<ItemId> id = sending.id().or(() -> source.batch().flatMap(SourceSettings.BatchItems::id));
        if (id.isPresent() && sending.from() > 0) {
            throw new BatchRefusedException(
                    Why.MALFORMED,
                    "from is for items with numbers, and these have ids: send any of them, each is taken once.");
        }
        check(batch);
        SentBody body = body(batch, items);
        return writing(batch, intake -> {
            intake.open();
            if (id.isPresent()) {
                intake.append(body, id.get());
            } else {
                intake.append(body, sending.from());
            }
            if (sending.close()) {
                intake.close(sending.count());
            }
        });
    }

    private SentBody body(String batch, Body items) throws BatchRefusedException {
        if (!MediaTypes.of(items.type()).equals("multipart/form-data")) {
            return SentBody.lines(new JsonLines(items.bytes()));
        }
        KeptPayloads files = place.large().of(batch);
        return FormParts.of(items.type(), items.bytes(), files::draft)
                .orElseThrow(() -> new BatchRefusedException(
                        Why.MALFORMED, "Content-Type says multipart/form-data without a boundary between the parts."));
    }

    /** The data of items of a batch that is in a file; empty if there is none under this name. */
    public Optional<ByteBuffer> data(String batch, String digest) throws BatchRefusedException {
        check(batch);
        try {
            return place.large().read(batch, digest);
        } catch (PayloadLostException e) {
            throw new BatchRefusedException(Why.NO_SUCH_BATCH, String.valueOf(e.getMessage()));
        }
    }

    /** Removes the files of batches that are forgotten. */
    void tidy() throws BatchRefusedException {
        if (place.large().isUsed()) {
            place.large().sweep(all().stream().map(BatchStanding::id).collect(Collectors.toSet()));
        }
    }

    /**
     * Begins a whole batch: with items that are sent, or where the source has others, with these, and then nothing may be sent.
     *
     * @param id as of {@link Sending}
     * @throws IOException if {@code items} end in the middle; what came before is stored
     */
    Stored run(String batch, Body items, Optional<ItemId> id)
            throws BatchRefusedException, IOException, InterruptedException {
        if (source.batch().isPresent()) {
            return append(batch, items, Sending.all(id));
        }
        checkNone(items);
        return begin(batch, Instant.now().truncatedTo(ChronoUnit.MILLIS), true);
    }

    /** Checks that nothing is sent to a source that has items of its own. */
    void checkNone(Body items) throws BatchRefusedException, IOException {
        if (items.bytes().read() >= 0) {
            throw sent();
        }
    }

    @Override
    public void begin(String batch, ScheduledRun run) throws BatchRefusedException, IOException, InterruptedException {
        if (source.batch().isPresent()) {
            throw new BatchRefusedException(
                    Why.CONFLICT, "The pipeline has another source by now, without a schedule.");
        }
        begin(batch, run.scheduled(), run.byHand());
    }

    private Stored begin(String batch, Instant time, boolean byHand)
            throws BatchRefusedException, IOException, InterruptedException {
        Optional<Object> input = source.times().flatMap(ScheduleSettings::input);
        CloudEvent due = place.items().due(batch, time, byHand, input, Instant.now());
        return writing(batch, intake -> intake.begin(due));
    }

    @Override
    public boolean isUnderWay(String batch) throws BatchRefusedException {
        try {
            return !standing(batch).isOver();
        } catch (BatchRefusedException e) {
            if (e.why() == Why.NO_SUCH_BATCH) {
                return false;
            }
            throw e;
        }
    }

    private BatchRefusedException sent() {
        return new BatchRefusedException(
                Why.MALFORMED,
                "Items cannot be sent to this pipeline, because its source is a " + source.inWords()
                        + ": POST without a body begins a batch.");
    }

    /**
     * Begins another batch with what this one had at a stage that keeps it, and has all be done anew from there on, by the functions as they
     * are now. It is well if there is that batch already, of the same batch from the same stage: nothing changes then.
     *
     * @param as what the other one is called
     * @return how the other one stands
     */
    public BatchStanding rerun(String batch, StageName stage, String as)
            throws BatchRefusedException, IOException, InterruptedException {
        check(batch);
        Reruns reruns = new Reruns(cluster, graph, place.counts(), Clock.systemUTC());
        Node from = reruns.from(stage);
        Rerun rerun = new Rerun(batch, from.keptAs().value());
        writing(as, intake -> {
            StoredItems known = intake.known();
            if (known.rerun().filter(rerun::equals).isPresent()) {
                return;
            }
            if (known.state().isPresent()) {
                throw new BatchRefusedException(
                        Why.CONFLICT,
                        "There is a batch '" + as + "' already, and it is no re-run of '" + batch + "' from '" + stage
                                + "': give the re-run another name.");
            }
            reruns.check(standing(batch), from);
            intake.rerun(rerun, from);
        });
        return standing(as);
    }

    /**
     * Gives a batch up: what is under way ends, and no join of it opens.
     *
     * @throws BatchRefusedException if there is none, or it is over; it is well if it is given up already
     */
    public Stored cancel(String batch) throws BatchRefusedException, IOException, InterruptedException {
        BatchStanding standing = standing(batch);
        if (!standing.givenUp()) {
            checkNotOver(standing);
        }
        return writing(batch, intake -> {
            if (intake.known().state().isEmpty()) {
                throw none(batch);
            }
            intake.cancel();
        });
    }

    /**
     * Has those items of a batch tried again that have failed so far, each at the stage at which it did; it becomes visible some milliseconds
     * later. A batch that is over goes on by that.
     *
     * @return how the batch stood before
     * @throws BatchRefusedException if none can be
     */
    public BatchStanding retry(String batch) throws BatchRefusedException {
        BatchStanding standing = standing(batch);
        checkNotGivenUp(standing);
        if (standing.failed() == 0) {
            throw new BatchRefusedException(Why.CONFLICT, "Nothing of the batch '" + batch + "' has failed.");
        }
        List<Missing> failures = standing.failures();
        // Where not all are listed, others may be fit.
        if (failures.size() == standing.failed()
                && failures.stream().noneMatch(failure -> retriable.containsKey(failure.stage()))) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "What has failed of the batch '" + batch + "' has failed at "
                            + failures.stream()
                                    .map(failure -> "'" + failure.stage() + "'")
                                    .distinct()
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ", and the batch goes on without it from there: only a join with missing: wait waits for what is"
                            + " retried, and only one with late: edition opens once more for it.");
        }
        try {
            if (standing.isOver()) {
                joins.checkMembers(standing, retriable);
            }
        } catch (KafkaException e) {
            throw unavailable(e);
        }
        tell(place.counts().failed(), batch, BatchRecords.Event.RETRY);
        return standing;
    }

    /**
     * Has no call begin any more with items of a batch, until it is {@linkplain #resume resumed}; those that have begun end. It is so at this
     * gateway when this returns, unless Kafka is slow, and at others a moment later.
     *
     * @return how the batch stands
     * @throws BatchRefusedException if it is over or given up; it is well if it is paused already
     */
    public BatchStanding pause(String batch) throws BatchRefusedException, InterruptedException {
        return paused(batch, BatchRecords.Event.PAUSED, true);
    }

    /** Has a paused batch go on; as {@link #pause}. It is well if it is not paused. */
    public BatchStanding resume(String batch) throws BatchRefusedException, InterruptedException {
        return paused(batch, BatchRecords.Event.RESUMED, false);
    }

    private BatchStanding paused(String batch, BatchRecords.Event event, boolean wanted)
            throws BatchRefusedException, InterruptedException {
        BatchStanding standing = standing(batch);
        checkNotGivenUp(standing);
        checkNotOver(standing);
        tell(place.counts().topicOf().apply(StageName.SOURCE), batch, event);
        paused.await(batch, wanted, PATIENCE);
        return standing(batch);
    }

    /** Those that are paused, as far as this gateway knows, in order. Does not block. */
    List<String> paused() {
        return List.copyOf(paused.all());
    }

    private static void checkNotOver(BatchStanding standing) throws BatchRefusedException {
        if (standing.isOver()) {
            throw new BatchRefusedException(
                    Why.CONFLICT, "The batch '" + standing.id() + "' is over: nothing of it is under way.");
        }
    }

    private static void checkNotGivenUp(BatchStanding standing) throws BatchRefusedException {
        if (standing.givenUp()) {
            throw new BatchRefusedException(Why.CONFLICT, "The batch '" + standing.id() + "' is given up.");
        }
    }

    private void tell(String topic, String batch, BatchRecords.Event event) throws BatchRefusedException {
        try (Producer<byte[], byte[]> producer =
                WorkClients.transactions(cluster, place.source() + ".retry." + batch)) {
            producer.beginTransaction();
            var _ = producer.send(BatchRecords.event(topic, batch, event, 0));
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void with(BatchIntake intake) throws BatchRefusedException, IOException;
    }

    private Stored writing(String batch, Writing writing)
            throws BatchRefusedException, IOException, InterruptedException {
        check(batch);
        if (!WRITING.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new BatchRefusedException(
                    Why.FULL,
                    "Already " + MOST_AT_ONCE + " batches are written at this gateway, and none has ended within "
                            + PATIENCE.toSeconds() + " s. Try again later.");
        }
        try (BatchIntake intake = new BatchIntake(cluster, place, batch)) {
            writing.with(intake);
            return new Stored(
                    batch,
                    intake.known().stored(),
                    intake.known()
                            .state()
                            .filter(state -> state != BatchStanding.State.OPEN)
                            .isPresent());
        } finally {
            WRITING.release();
        }
    }

    private static void check(String batch) throws BatchRefusedException {
        if (!NAME.matcher(batch).matches()) {
            throw new BatchRefusedException(
                    Why.MALFORMED, "'" + batch + "' cannot be the name of a batch. Allowed: " + RULE + ".");
        }
    }

    private static BatchRefusedException none(String batch) {
        return new BatchRefusedException(Why.NO_SUCH_BATCH, "There is no batch '" + batch + "'.");
    }

    /** How a batch stands. What is stored of it is told at once; what became of items some milliseconds later. */
    public BatchStanding standing(String batch) throws BatchRefusedException {
        check(batch);
        try {
            StoredItems known = BatchIntake.stored(cluster, place, batch);
            BatchesWork.Reading reading = new BatchesWork.Reading();
            joins.kept(StageName.SOURCE, batch, reading::take);
            BatchStanding standing = reading.of(batch)
                    .or(() -> known.state()
                            .filter(_ -> known.isYoungerThan(BatchesWork.KEPT, Instant.now()))
                            .map(state -> begun(batch, state, known)))
                    .orElseThrow(() -> none(batch))
                    .knowing(known.stored());
            return standing.named(graph);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private static BatchStanding begun(String batch, BatchStanding.State state, StoredItems known) {
        BatchStanding begun = BatchStanding.begun(batch, Instant.now()).in(state);
        return known.rerun().map(begun::rerun).orElse(begun);
    }

    /** Follows a batch that stands so, as {@link #standing} has told. */
    public BatchWatch watch(BatchStanding found) {
        TopicPartition kept = new TopicPartition(joins.keptOf(StageName.SOURCE), partition(found.id()));
        return new BatchWatch(new PartitionLog(cluster), kept, graph, found);
    }

    /** All that are known, the last ones first, without their failures. */
    public List<BatchStanding> all() throws BatchRefusedException {
        try (PartitionLog log = new PartitionLog(cluster)) {
            List<BatchStanding> all = BatchesWork.Reading.all(log, joins.keptOf(StageName.SOURCE), partitions);
            all.sort(Comparator.comparing(BatchStanding::opened).reversed());
            return all;
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /** The members of a batch at a join, in the order in which they came. */
    @FunctionalInterface
    public interface Members {

        /** Tells them one after the other, as events in JSON; blocks, and throws a {@link KafkaException} where Kafka does not answer. */
        void tell(Consumer<byte[]> told);
    }

    /**
     * The members of a batch with which a join has opened, if they were too many to stand in its item.
     *
     * @param edition of a join that has several, which one; the last one without it
     */
    public Members members(String batch, StageName join, OptionalLong edition) throws BatchRefusedException {
        check(batch);
        return joins.members(batch, join, edition);
    }

    private int partition(String batch) {
        return BatchRecords.partition(batch, partitions);
    }

    static BatchRefusedException unavailable(KafkaException fault) {
        return new BatchRefusedException(
                Why.UNAVAILABLE, "Kafka does not answer: " + fault.getMessage() + ". Try again.");
    }
}
