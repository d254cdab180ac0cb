package dev.sluice.events.async;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Timers;
import dev.sluice.events.attempt.CallAttempts;
import dev.sluice.events.attempt.CallbackSender;
import dev.sluice.events.attempt.HoldTimes;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallQueue;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadLetterMoves;
import dev.sluice.events.deadletter.DeadLetters;
import dev.sluice.events.deadletter.KeptDeadLetters;
import dev.sluice.events.invocation.InvocationFilter;
import dev.sluice.events.invocation.InvocationPage;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.InvocationStates;
import dev.sluice.events.invocation.InvocationWatch;
import dev.sluice.events.kept.TopicPlace;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.queue.CallTopics;
import dev.sluice.events.queue.KafkaCallQueue;
import dev.sluice.events.queue.Redrive;
import dev.sluice.events.stored.ProducerWriter;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * The calls that nobody waits for, and the dead letters. Does nothing, and needs no broker, until somebody puts or asks for something,
 * or {@link #begin} is told. Thread-safe.
 */
public final class AsyncCalls implements CallQueue, DeadLetters, DeadLetterMoves, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AsyncCalls.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);
    private static final Duration BETWEEN_SWEEPS_OF_FILES = Duration.ofHours(1);

    private final KafkaCluster cluster;
    private final AsyncSettings settings;
    private final BooleanSupplier used;
    private final ProducerWriter writer;
    private final InvocationStates states;
    private final KeptDeadLetters letters;
    private final KeptPayloads payloads;
    private final KafkaCallQueue queue;
    private final CallAttempts attempts;
    private final Redrive redrive;
    private final LongCalls longCalls;
    private final CallPumps pumps;
    private final Timers timers;
    private volatile BiConsumer<FunctionName, Long> backlog = (_, _) -> {};
    private volatile boolean followed;

    /** 0 until what is under way has its grace. */
    private final AtomicLong graceEnds = new AtomicLong();

    private final AtomicBoolean begun = new AtomicBoolean();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-sweep-invocations").factory());

    /** What is too long for records of these calls, in files of a folder of which nothing else is. */
    public static KeptPayloads payloads(Path folder, KafkaCluster cluster, String prefix, InstantSource clock) {
        return new KeptPayloads(
                folder, cluster, List.of(InvocationStates.topic(prefix), KeptDeadLetters.topic(prefix)), clock);
    }

    /** @param used whether there may be anything from before, of which this gateway knows nothing as long as nobody asks */
    public AsyncCalls(
            KafkaCluster cluster,
            AsyncSettings settings,
            KeptPayloads payloads,
            Invoker invoker,
            CallbackSender callbacks,
            BooleanSupplier used,
            Timers timers,
            RandomGenerator random) {
        this(cluster, settings, payloads, HoldTimes.USUAL, invoker, callbacks, used, timers, random);
    }

    AsyncCalls(
            KafkaCluster cluster,
            AsyncSettings settings,
            KeptPayloads payloads,
            HoldTimes holdTimes,
            Invoker invoker,
            CallbackSender callbacks,
            BooleanSupplier used,
            Timers timers,
            RandomGenerator random) {
        this.cluster = cluster;
        this.settings = settings;
        this.payloads = payloads;
        this.used = used;
        this.timers = timers;
        this.writer = new ProducerWriter(cluster);
        this.states = new InvocationStates(cluster, writer, settings.prefix(), timers);
        this.letters = new KeptDeadLetters(cluster, writer, settings.prefix());
        CallTopics topics = new CallTopics(cluster, settings.prefix(), settings.partitions());
        this.queue = new KafkaCallQueue(
                cluster,
                writer,
                states,
                topics,
                payloads,
                function -> settings.of().apply(function).limits(),
                settings.prefix(),
                timers);
        this.attempts = new CallAttempts(
                states,
                letters,
                payloads,
                invoker,
                callbacks,
                this::policy,
                settings.longestChain(),
                holdTimes,
                timers,
                random);
        this.redrive = new Redrive(letters, states, queue, timers);
        this.longCalls = new LongCalls(attempts, queue, holdTimes, settings.concurrency(), timers);
        this.pumps = new CallPumps(cluster, topics, new CallWork(attempts, queue, longCalls, timers), settings, timers);
    }

    /** {@code told} hears how many calls of a function are not over when that changes; it must not block. To be told before all else. */
    public void announceTo(BiConsumer<FunctionName, Long> told) {
        backlog = told;
    }

    /** Goes on with what there is. Returns at once. */
    public void begin() {
        if (begun.compareAndSet(false, true)) {
            states.tellTo(attempts::changed);
            states.announceTo((function, count) -> {
                // Those that are bound to a version need instances of that one.
                long bound = states.bound(function).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                backlog.accept(function, Math.max(0, count - bound));
                if (count > 0 && followed) {
                    pumps.wanted(function);
                }
            });
            // What is read before then may be over already.
            states.ready().thenRun(() -> {
                followed = true;
                states.waiting().keySet().forEach(pumps::wanted);
            });
            states.start();
            letters.start();
            queue.start();
            long seconds = BETWEEN_SWEEPS.toSeconds();
            sweeper.scheduleWithFixedDelay(this::sweep, seconds, seconds, TimeUnit.SECONDS);
            long hours = BETWEEN_SWEEPS_OF_FILES.toHours();
            sweeper.scheduleWithFixedDelay(this::sweepFiles, hours, hours, TimeUnit.HOURS);
            sweeper.scheduleWithFixedDelay(this::tidy, 1, 1, TimeUnit.MINUTES);
        }
    }

    private void sweep() {
        try {
            states.sweep(settings.kept(), this::maxAge);
        } catch (RuntimeException | InterruptedException e) {
            LOG.log(Level.DEBUG, "Outcomes are swept later: {0}", e);
        }
    }

    /** Removes files that nobody names any more. Blocks. */
    void sweepFiles() {
        try {
            int count = payloads.sweep(() -> {
                Set<Digest> named = new HashSet<>(letters.payloads());
                named.addAll(states.payloads());
                return named;
            });
            LOG.log(Level.DEBUG, "{0} bodies and answers that nobody names any more are gone.", count);
        } catch (RuntimeException | InterruptedException | BrokerAwayException e) {
            LOG.log(Level.DEBUG, "Bodies and answers that nobody names any more are looked for later: {0}", e);
        }
    }

    private void tidy() {
        try {
            pumps.tidy(states.waiting().keySet());
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "Topics of calls are tidied later: {0}", e);
        }
    }

    /** Whether there can be anything to ask for: then it is begun. */
    private boolean isUsed() {
        if (begun.get() || used.getAsBoolean()) {
            begin();
            return true;
        }
        return false;
    }

    private <T> CompletionStage<Optional<T>> ifUsed(Supplier<CompletionStage<Optional<T>>> asked) {
        return isUsed() ? asked.get() : CompletableFuture.completedFuture(Optional.empty());
    }

    /** Completes when all that there was at the start is known. */
    public CompletionStage<Void> known() {
        if (!isUsed()) {
            return CompletableFuture.allOf();
        }
        return cluster.ready(PATIENCE).thenCompose(_ -> states.ready()).thenAcceptBoth(letters.ready(), (_, _) -> {});
    }

    @Override
    public CompletionStage<Acceptance> put(QueuedCall call) {
        begin();
        return queue.put(call);
    }

    public CompletionStage<Optional<InvocationState>> find(InvocationId id) {
        return ifUsed(() -> states.find(id));
    }

    /** Whether a call waits, runs, or is to be tried again. Fails while that cannot be known. */
    public CompletionStage<Boolean> isUnderWay(InvocationId id) {
        begin();
        return cluster.ready(PATIENCE)
                .thenCompose(_ -> states.ready())
                .thenCompose(_ -> states.find(id))
                .thenApply(found ->
                        found.filter(state -> !state.standing().isOver()).isPresent());
    }

    /** The state as soon as it is over, or what it is when {@code patience} is. */
    public CompletionStage<Optional<InvocationState>> await(InvocationId id, Duration patience) {
        return ifUsed(() -> states.await(id, patience));
    }

    /** Tells from now on how a call stands, until it is closed. */
    public InvocationWatch watch(InvocationId id) {
        return states.watch(id);
    }

    /** How long after it was due a call of a function is tried. */
    public Duration maxAge(FunctionName function) {
        return policy(function).age();
    }

    private RetryPolicy policy(FunctionName function) {
        return settings.of().apply(function).policy();
    }

    /** How many calls of a function are not over, on all gateways, as far as is known here. */
    public long waiting(FunctionName function) {
        return isUsed() ? states.backlog(function).calls() : 0;
    }

    /** How many of these are bound to each version to which any is. */
    public Map<Integer, Long> bound(FunctionName function) {
        return isUsed() ? states.bound(function) : Map.of();
    }

    /** Whether a call that is not over is bound to a version of a function, on any gateway; yes while that is not known. */
    public boolean mayBeBound(FunctionName function, int version) {
        if (!isUsed()) {
            return false;
        }
        CompletableFuture<Void> ready = states.ready().toCompletableFuture();
        boolean known = ready.isDone() && !ready.isCompletedExceptionally();
        return !known || states.bound(function).containsKey(version);
    }

    /** Cancels a call that is not over, wherever it is. Completes when that is durable: it may still end otherwise. */
    public CompletionStage<Optional<InvocationState>> cancel(InvocationId id) {
        return ifUsed(() -> attempts.cancel(id));
    }

    /**
     * The next calls that a filter means, with what any gateway had written of them when this was asked; see
     * {@link InvocationStates#page}. Blocks as long as it takes to read them.
     */
    public InvocationPage page(InvocationFilter filter, Optional<TopicPlace> from, int most)
            throws InterruptedException, BrokerAwayException {
        if (!isUsed()) {
            return InvocationPage.EMPTY;
        }
        try {
            return states.page(filter, from, most);
        } catch (KafkaException e) {
            throw new BrokerAwayException(
                    "States of calls could not be read from Kafka: " + e.getMessage() + ". Try again.");
        }
    }

    /** Completes when all is known that any gateway had written of calls when this was asked. */
    public CompletionStage<Void> followed() {
        return isUsed() ? known().thenCompose(_ -> states.followed()) : CompletableFuture.allOf();
    }

    /** Forgets what became of a call, if it is over and nobody is to be told of it any more. Tells whether it was; completes when that is durable. */
    public CompletionStage<Boolean> forget(InvocationState state) {
        return state.isSettled()
                ? states.forget(state.call().id()).thenApply(_ -> true)
                : CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Void> write(DeadLetter letter) {
        begin();
        return letters.write(letter);
    }

    public CompletionStage<Optional<DeadLetter>> deadLetter(InvocationId id) {
        return ifUsed(() -> letters.find(id));
    }

    /** Shows all letters, the oldest first. Blocks as long as it takes to read them. */
    public void eachDeadLetter(KeptDeadLetters.Visitor visitor) throws InterruptedException, BrokerAwayException {
        if (isUsed()) {
            try {
                letters.each(visitor);
            } catch (KafkaException e) {
                throw new BrokerAwayException(
                        "Dead letters could not be read from Kafka: " + e.getMessage() + ". Try again.");
            }
        }
    }

    /** Completes when that is durable. */
    public CompletionStage<Void> purge(InvocationId id) {
        begin();
        return letters.purge(id);
    }

    /** Completes when that is durable, or with what hindered it. */
    public CompletionStage<Acceptance> redrive(DeadLetter letter) {
        begin();
        return redrive.redrive(letter);
    }

    @Override
    public int move(List<InvocationId> ids, Function<DeadLetter, Optional<ProducerRecord<byte[], byte[]>>> to)
            throws InterruptedException, BrokerAwayException {
        begin();
        return letters.move(ids, to);
    }

    /** Begins nothing more; what is under way has its grace from now on. Returns at once. */
    public void drain() {
        graceEnds.compareAndSet(0, timers.nanos() + settings.grace().toNanos());
        pumps.drain();
    }

    /** What is under way has its grace; what outlasts it is cancelled, and tried again at the next start. */
    @Override
    public void close() {
        sweeper.shutdown();
        drain();
        pumps.close();
        attempts.close(Duration.ofNanos(Math.max(0, graceEnds.get() - timers.nanos())));
        longCalls.close();
        queue.close();
        states.close();
        letters.close();
        writer.close();
    }
}
