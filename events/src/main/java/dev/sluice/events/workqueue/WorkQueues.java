package dev.sluice.events.workqueue;

import dev.sluice.core.callchain.ChainSeal;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.callback.PublicAddresses;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.ProducerWriter;
import dev.sluice.events.stored.WriteFailedException;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.workqueue.source.AllowedFolders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * Runs the work queues that the catalog has, whoever changed them: each at one of the gateways that share the catalog. Thread-safe.
 */
public final class WorkQueues implements AutoCloseable {

    private final Parts parts;
    private final RunningQueues running;
    private final QueueViews views;
    private final ProducerWriter wishes;

    /**
     * What work queues need.
     *
     * @param gateway by what Kafka knows this gateway, also when it has ended and is started again
     * @param names which topics are the platform's
     * @param hasFunction whether there is such a function
     * @param answers a folder for what no record takes of answers, the same for all gateways
     * @param executor starts a thread for each task, and these may block
     * @param grace how long items under way are waited for at the end
     */
    public record Parts(
            String gateway,
            Catalog catalog,
            KafkaCluster cluster,
            TopicNames names,
            Invoker invoker,
            Predicate<FunctionName> hasFunction,
            Reach reach,
            ChainSeal chains,
            Timers time,
            RandomGenerator random,
            Path answers,
            Executor executor,
            Duration grace) {}

    /** What sources may reach: which addresses, which folders, and with which secrets. */
    public record Reach(PublicAddresses addresses, AllowedFolders folders, SecretStore secrets) {}

    /**
     * How a queue stands at this gateway.
     *
     * @param hindrance why it does not run, in a sentence; empty if it does
     * @param owner whether it is this gateway that works on it
     */
    public record Report(Optional<String> hindrance, boolean owner) {}

    /** What this gateway has done of a queue that it works on. */
    public record Working(QueueStanding standing, long done, long failed) {}

    public WorkQueues(Parts parts) {
        this.parts = parts;
        this.views = new QueueViews(parts.time(), parts.executor(), topics -> new QueueView(parts.cluster(), topics));
        this.running = new RunningQueues(parts, views::forget);
        this.wishes = new ProducerWriter(parts.cluster());
    }

    /** Runs what there is, and follows changes from then on. Once; returns before all of them run. */
    public void start() {
        running.start();
    }

    /** The names of the queues of a namespace, in order. */
    public List<String> names(Namespace namespace) {
        return parts.catalog().ids(WorkQueueSettings.RESOURCE, namespace).stream()
                .map(ResourceId::name)
                .sorted()
                .toList();
    }

    /** Whether there is such a queue. */
    public boolean exists(WorkQueueId id) {
        return running.wanted(id).isPresent();
    }

    /** What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}. May look a name up. */
    public List<SpecProblem> problems(Namespace namespace, WorkQueueSettings settings) {
        return new Sources(parts).problems(namespace, settings.source());
    }

    /** The queues that use each secret of a namespace that one uses, in order of the names. */
    public Map<SecretName, List<String>> secretUsers(Namespace namespace) {
        Map<SecretName, List<String>> users = new TreeMap<>();
        parts.catalog()
                .each(
                        WorkQueueSettings.RESOURCE,
                        namespace,
                        queue -> queue.spec()
                                .settings()
                                .source()
                                .s3()
                                .flatMap(BucketSettings::secretKey)
                                .ifPresent(secret -> users.computeIfAbsent(secret, _ -> new ArrayList<>())
                                        .add(queue.id().name())));
        return users;
    }

    /** What may go wrong with a spec that is good; sentences. */
    public List<String> warnings(Namespace namespace, WorkQueueSettings settings) {
        return Stream.concat(settings.source().function().stream(), settings.worker().steps().stream())
                .distinct()
                .map(function -> function.in(namespace))
                .filter(function -> !parts.hasFunction().test(function))
                .map(function -> "There is no function '" + function + "': nothing is worked on until it is deployed.")
                .toList();
    }

    /** How a queue stands at this gateway. */
    public Report report(WorkQueueId id) {
        Optional<WorkQueueRun> run = running.run(id);
        Optional<String> away = run.flatMap(WorkQueueRun::report)
                .map(ConsumerReport::standing)
                .flatMap(standing -> standing instanceof ConsumerReport.Standing.Away(String why)
                        ? Optional.of(why)
                        : Optional.empty());
        return new Report(
                run.isPresent() ? away : Optional.of(running.hindrance(id).orElse("It is about to start.")),
                run.flatMap(WorkQueueRun::work).isPresent());
    }

    /** How a queue stands that this gateway works on, told without reading its record, which may be a moment behind; empty of others. */
    public Optional<QueueStanding> here(WorkQueueId id) {
        return running.run(id).flatMap(WorkQueueRun::work).flatMap(QueueWork::now);
    }

    /** The queues that this gateway works on. */
    public SortedMap<WorkQueueId, Working> working() {
        SortedMap<WorkQueueId, Working> working = new TreeMap<>(Comparator.comparing(WorkQueueId::toString));
        running.all()
                .forEach((id, run) -> run.work()
                        .ifPresent(work -> work.now()
                                .ifPresent(
                                        now -> working.put(id, new Working(now, work.doneHere(), work.failedHere())))));
        return working;
    }

    /**
     * The record of a queue that runs here. Blocks until it was read, the first time.
     *
     * @throws QueueAwayException if that cannot be done now
     */
    public QueueView view(WorkQueueId id) throws QueueAwayException {
        WorkQueueRun run = run(id);
        try {
            return views.of(run.topics());
        } catch (KafkaException e) {
            throw new QueueAwayException("The record of '" + id.name() + "' was not read: " + e.getMessage() + ".");
        }
    }

    /**
     * What a function made of an item, as {@link QueueView#answer} tells it. Blocks as the disk does.
     *
     * @throws PayloadLostException if it is not kept any more
     * @throws QueueAwayException if that cannot be read now
     */
    public ByteBuffer read(WorkQueueId id, KeptAnswer answer) throws QueueAwayException, PayloadLostException {
        return run(id).read(answer);
    }

    private WorkQueueRun run(WorkQueueId id) throws QueueAwayException {
        return running.run(id)
                .orElseThrow(() -> new QueueAwayException("The work queue '" + id.name() + "' does not run: "
                        + report(id).hindrance().orElse("") + " Try again."));
    }

    /** Has an item tried again that is parked, or all. Blocks until the wish is kept. */
    public void retry(WorkQueueId id, Optional<String> item) throws QueueAwayException, InterruptedException {
        wish(id, item.orElse(""), QueueWork.RETRY);
    }

    /** Has the source asked now. Blocks until the wish is kept. */
    public void rescan(WorkQueueId id) throws QueueAwayException, InterruptedException {
        wish(id, "", QueueWork.RESCAN);
    }

    private void wish(WorkQueueId id, String item, String wish) throws QueueAwayException, InterruptedException {
        WorkQueueRun run = run(id);
        try {
            wishes.write(
                            run.topics().wishes(),
                            item,
                            Fields.begin("work-wish", 1),
                            Optional.of(ByteBuffer.wrap(wish.getBytes(StandardCharsets.UTF_8))))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof WriteFailedException failed
                    ? String.valueOf(failed.getMessage())
                    : String.valueOf(e.getCause());
            throw new QueueAwayException("The wish is not kept: " + why + ".");
        }
    }

    /** Begins nothing more; what is under way goes on. */
    public void stop() {
        running.stop();
    }

    /** Ends all of them; returns when what was under way is over and written, or the grace. */
    @Override
    public void close() {
        running.close();
        wishes.close();
        views.close();
    }
}
