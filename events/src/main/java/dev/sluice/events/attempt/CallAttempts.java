package dev.sluice.events.attempt;

import dev.sluice.core.callchain.CallChain;
import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.settlement.Attempts;
import dev.sluice.core.settlement.RetryAfter;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.core.time.Backoff;
import dev.sluice.core.time.Timers;
import dev.sluice.events.call.CallHead;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadLetters;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.Failure;
import dev.sluice.events.invocation.Callback;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.InvocationStates;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadLostException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tries calls. That a call is tried is written as the attempt begins, and what came of it after, so that whoever gets the record of a
 * call next, here or at another gateway, goes on where it stands. Thread-safe; nothing in it blocks.
 */
public final class CallAttempts {

    private static final System.Logger LOG = System.getLogger(CallAttempts.class.getName());

    /** The header field by which a function, and who is called back, know the call (as in OpenFaaS). */
    public static final String CALL_ID = "X-Call-Id";

    /** Why a call is a dead letter whose version is gone. */
    private static final String VERSION_REMOVED = "version_removed";

    /** How often somebody is told who does not take it, and in which pauses: within some 4 minutes. */
    private static final int MOST_TELLINGS = 8;

    private static final Backoff BETWEEN_TELLINGS = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));
    private static final Duration UNTIL_WRITTEN_AGAIN = Duration.ofSeconds(1);

    /** How long what is cancelled at the end may take to say how far it has come. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** A state that is written comes within 20 s, or its writer says that it may not: it is looked for 36 times, which takes 30 s. */
    private static final int MOST_LOOKS = 36;

    /** What does not come from the function or from its decorators: it is no reason to give work up, however old. */
    private static final Duration ENDLESS = Duration.ofDays(36_500);

    private final InvocationStates states;
    private final DeadLetters letters;
    private final KeptPayloads payloads;
    private final Invoker invoker;
    private final CallbackSender callbacks;
    private final Function<FunctionName, RetryPolicy> policyOf;
    private final ChainLimit longestChain;
    private final HoldTimes holdTimes;
    private final Timers clock;
    private final RandomGenerator random;
    private final Map<InvocationId, Running> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private static final class Running {

        private final boolean inherited;
        private volatile @Nullable Call call;
        private volatile boolean cancelled;
        private volatile boolean rewritten;
        private volatile boolean held;
        private volatile @Nullable RunningWriter writer;
        private final CompletableFuture<Void> over = new CompletableFuture<>();

        Running(boolean inherited) {
            this.inherited = inherited;
        }

        /** Tells whether nobody has before. */
        synchronized boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            Call known = call;
            if (known != null) {
                known.cancel();
            }
            return first;
        }

        void become(Call known) {
            call = known;
            if (cancelled) {
                known.cancel();
            }
        }
    }

    public CallAttempts(
            InvocationStates states,
            DeadLetters letters,
            KeptPayloads payloads,
            Invoker invoker,
            CallbackSender callbacks,
            Function<FunctionName, RetryPolicy> policyOf,
            ChainLimit longestChain,
            HoldTimes holdTimes,
            Timers clock,
            RandomGenerator random) {
        this.states = states;
        this.letters = letters;
        this.payloads = payloads;
        this.invoker = invoker;
        this.callbacks = callbacks;
        this.policyOf = policyOf;
        this.longestChain = longestChain;
        this.holdTimes = holdTimes;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Does what is due for a call. Completes exceptionally if nothing is known, as when the broker is away: then it is to be
     * done again.
     *
     * @param inherited whether somebody may have begun it who ended before that was written: then it is no first attempt, and begins
     *     when that it does is durable, so that a call that ends its gateway each time is counted
     * @param look which time it is that this is asked of the call's record
     */
    public CompletionStage<Next> run(QueuedCall call, boolean inherited, int look) {
        Running mine = new Running(inherited);
        Running other = running.putIfAbsent(call.id(), mine);
        if (other != null) {
            Duration pause = other.held ? holdTimes.lease() : UNTIL_WRITTEN_AGAIN;
            return CompletableFuture.completedFuture(
                    new Next.Later(clock.instant().plus(pause)));
        }
        return states.find(call.id())
                .thenCompose(state ->
                        state.isPresent() ? CompletableFuture.completedFuture(state) : states.findNewest(call.id()))
                .thenCompose(state -> state.isPresent()
                        ? next(call, state.get(), mine)
                        : CompletableFuture.completedFuture(withoutState(look)))
                .whenComplete((_, _) -> {
                    running.remove(call.id(), mine);
                    mine.over.complete(null);
                });
    }

    /**
     * Tells others from now on, again and again, that an attempt of a call runs here, so that they leave it alone without its being in
     * the queue. Completes with whether that is durable; not if none runs here.
     */
    public CompletionStage<Boolean> hold(InvocationId id) {
        Running mine = running.get(id);
        RunningWriter writer = mine == null ? null : mine.writer;
        if (mine == null || writer == null) {
            return CompletableFuture.completedFuture(false);
        }
        mine.held = true;
        return writer.hold().handle((_, fault) -> fault == null);
    }

    /**
     * The state is written at the same time as the record, and the call accepted when both are there. So the state is about to come; or
     * the call was not accepted; or it was over, and its outcome is forgotten.
     */
    private Next withoutState(int look) {
        long pause = Math.min(1_000, 10L << Math.min(look, 7));
        return look < MOST_LOOKS ? new Next.Later(clock.instant().plusMillis(pause)) : new Next.Settled();
    }

    /** Cancels a call that is not over, wherever it is. Completes when that is durable: it may still end otherwise. */
    public CompletionStage<Optional<InvocationState>> cancel(InvocationId id) {
        return states.find(id).thenCompose(state -> {
            if (state.isEmpty() || state.get().standing().isOver()) {
                return CompletableFuture.completedFuture(state);
            }
            InvocationState cancelled = state.get().now(new Standing.Cancelled(), false, clock.instant());
            return states.write(cancelled).thenApply(_ -> Optional.of(cancelled));
        });
    }

    /** Makes a call a dead letter whose record cannot be worked off. Completes when that is durable. */
    public CompletionStage<Void> giveUp(QueuedCall call, String reason, String detail) {
        return states.find(call.id())
                .thenCompose(state -> {
                    InvocationState known = state.orElseGet(() -> InvocationState.waiting(call));
                    return known.standing().isOver()
                            ? CompletableFuture.completedFuture(new Next.Settled())
                            : dead(call, known, reason, detail, detail);
                })
                .thenAccept(_ -> {});
    }

    /** A state was written, here or elsewhere; to be told of all. */
    public void changed(InvocationState state) {
        if (state.standing() instanceof Standing.Cancelled) {
            Running mine = running.get(state.call().id());
            if (mine != null && mine.cancel() && mine.rewritten) {
                // That it runs may have been written over it.
                cancel(state.call().id()).exceptionally(_ -> Optional.empty());
            }
        }
    }

    /**
     * By the state, if that is of this record's acceptance. One of an earlier acceptance is what was known before a redrive, whose
     * state has not come here yet; a record of an earlier one was put again since.
     */
    private CompletionStage<Next> next(QueuedCall call, InvocationState state, Running mine) {
        int age = state.call().accepted().compareTo(call.accepted());
        if (age > 0) {
            return CompletableFuture.completedFuture(new Next.Settled());
        }
        return goOn(call, age < 0 ? InvocationState.waiting(call) : state, mine);
    }

    private CompletionStage<Next> goOn(QueuedCall call, InvocationState state, Running mine) {
        Instant now = clock.instant();
        return switch (state.standing()) {
            case Standing.Succeeded _, Standing.Dead _, Standing.Cancelled _, Standing.Expired _ -> told(call, state);
            case Standing.Waiting _ -> due(call, state, state.call().due(), mine);
            case Standing.Retrying(Instant next, String _) -> due(call, state, next, mine);
            case Standing.Running(Optional<Instant> held)
            when held.filter(now::isBefore).isPresent() ->
                CompletableFuture.completedFuture(new Next.Later(held.get()));
            case Standing.Running running -> {
                InvocationState counted = state.now(running, true, now);
                yield counted.counted() >= policy(call).attempts()
                        ? dead(call, counted, Settlement.ATTEMPTS, "the gateway ended while it ran", "gateway_ended")
                        : attempt(call, counted, mine);
            }
        };
    }

    private CompletionStage<Next> due(QueuedCall call, InvocationState state, Instant due, Running mine) {
        Instant now = clock.instant();
        if (call.terms().expires().filter(end -> !now.isBefore(end)).isPresent()) {
            return over(call, state.now(new Standing.Expired(), false, now));
        }
        return now.isBefore(due) ? CompletableFuture.completedFuture(new Next.Later(due)) : attempt(call, state, mine);
    }

    private CompletionStage<Next> attempt(QueuedCall call, InvocationState before, Running mine) {
        Optional<String> loop =
                longestChain.refusal(CallChain.before(call.terms().chain()), call.function());
        if (loop.isPresent()) {
            return dead(call, before, Settlement.LOOP, loop.get() + ".", Settlement.LOOP);
        }
        return payloads.read(call.body())
                .handle((body, fault) ->
                        fault == null ? attempt(call, body, before, mine) : unread(call, before, fault))
                .thenCompose(next -> next);
    }

    /** What is lost is no better at the next attempt; what the disk does not give may be. */
    private CompletionStage<Next> unread(QueuedCall call, InvocationState before, Throwable fault) {
        return fault instanceof PayloadLostException lost
                ? dead(call, before, Settlement.BODY_LOST, String.valueOf(lost.getMessage()), Settlement.BODY_LOST)
                : CompletableFuture.failedFuture(fault);
    }

    private CompletionStage<Next> attempt(QueuedCall call, ByteBuffer body, InvocationState before, Running mine) {
        if (mine.inherited) {
            InvocationState again = before.begunAgain(clock.instant());
            return states.write(again).thenCompose(_ -> started(call, body, again, mine));
        }
        InvocationState begun = before.begun(clock.instant());
        // Nothing waits for it: what comes of the attempt is written behind it, and says the same of attempts.
        states.write(begun).whenComplete((_, fault) -> {
            if (fault != null) {
                LOG.log(Level.DEBUG, "That {0} runs is not known to others: {1}", call.id(), fault);
            }
        });
        return started(call, body, begun, mine);
    }

    private CompletionStage<Next> started(QueuedCall call, ByteBuffer body, InvocationState begun, Running mine) {
        RunningWriter writer = new RunningWriter(
                clock, holdTimes.renewEvery(), (told, held) -> runs(progressed(begun, told), held, mine));
        mine.writer = writer;
        AttemptListener.Started started =
                AttemptListener.start(invoker, invocation(call, body, begun), body, payloads.draft(), writer::told);
        mine.become(started.call());
        return started.ended()
                .thenCompose(ended -> writer.end()
                        .thenCompose(
                                told -> settle(call, progressed(begun, told).ranAt(ended.version()), ended, mine)));
    }

    private static InvocationState progressed(InvocationState begun, Optional<ByteBuffer> told) {
        return told.map(bytes -> begun.progressed(bytes, begun.changed())).orElse(begun);
    }

    /** Of one that was cancelled nothing more is written before its end. */
    private CompletionStage<Void> runs(InvocationState state, boolean held, Running mine) {
        if (mine.cancelled) {
            return CompletableFuture.allOf();
        }
        mine.rewritten = true;
        Instant now = clock.instant();
        Optional<Instant> until = held ? Optional.of(now.plus(holdTimes.lease())) : Optional.empty();
        return states.write(state.now(new Standing.Running(until), false, now));
    }

    private static Invocation invocation(QueuedCall call, ByteBuffer body, InvocationState state) {
        Terms terms = new Terms(
                call.terms().entryPoint(),
                Priority.BACKGROUND,
                call.terms().expires(),
                call.terms().key(),
                state.attempts(),
                call.terms().chain(),
                call.terms().version(),
                call.terms().priority());
        RequestHead head = CallHead.of(call, state.progress());
        var headers = head.headers().with(CALL_ID, call.id().value());
        if (state.attempts() > 1) {
            headers = headers.with(Invocation.ATTEMPT, Integer.toString(state.attempts()));
        }
        RequestHead told = new RequestHead(head.method(), head.path(), head.query(), headers);
        return new Invocation(call.id(), call.function(), new Input.HttpRequest(told, Body.of(body)), terms);
    }

    private CompletionStage<Next> settle(QueuedCall call, InvocationState begun, Ended ended, Running mine) {
        Instant now = clock.instant();
        if (closed && !mine.cancelled && ended.outcome() instanceof Outcome.Cancelled) {
            // It is given back, however old: whoever gets it next counts this attempt.
            return kept(() -> states.write(begun)).thenApply(_ -> new Next.Later(now));
        }
        if (call.terms().version().isPresent() && ended.outcome() instanceof Outcome.NoSuchFunction) {
            return dead(call, begun.now(begun.standing(), false, now), VERSION_REMOVED, removed(call), VERSION_REMOVED);
        }
        Attempts attempts = new Attempts(
                begun.attempts(), begun.counted(), Duration.between(begun.call().due(), now));
        Settlement settlement = Settlement.of(
                ended.outcome(),
                RetryAfter.read(ended.headers(), now),
                attempts,
                policy(call, ended.outcome()),
                random);
        if (mine.cancelled && !(settlement instanceof Settlement.Done)) {
            return over(call, begun.now(new Standing.Cancelled(), reached(ended.outcome()), now));
        }
        return switch (settlement) {
            case Settlement.Done() ->
                named(call, ended).thenCompose(whole -> over(call, begun.now(succeeded(whole), true, clock.instant())));
            case Settlement.Retry(Duration after, boolean counts) -> {
                Instant next = now.plus(after);
                InvocationState state = begun.now(new Standing.Retrying(next, ended.brief()), counts, now);
                Optional<String> outage = isOutage(ended.outcome()) ? Optional.of(ended.full()) : Optional.empty();
                yield kept(() -> states.write(state)).thenApply(_ -> new Next.Later(next, outage));
            }
            case Settlement.Dead(String reason) ->
                dead(
                        call,
                        begun.now(begun.standing(), reached(ended.outcome()), now),
                        reason,
                        ended.full(),
                        ended.brief());
        };
    }

    /** With an answer that may be named; without one, if it cannot be kept: what has been done is not done again for that. */
    private CompletionStage<Ended> named(QueuedCall call, Ended ended) {
        CompletableFuture<Ended> named = new CompletableFuture<>();
        return kept(() -> payloads.named(ended.answer()).handle((_, fault) -> {
                    switch (fault) {
                        case null -> named.complete(ended);
                        case StorageException _, PayloadLostException _ -> {
                            LOG.log(Level.WARNING, "The answer of {0} is not kept: {1}", call.id(), fault.getMessage());
                            named.complete(ended.withoutAnswer());
                        }
                        default -> throw new CompletionException(fault);
                    }
                    return null;
                }))
                .thenCompose(_ -> named);
    }

    private static String removed(QueuedCall call) {
        return "The call is bound to version " + call.terms().version().getAsInt() + " of '" + call.function()
                + "', which is not kept any more: make the call anew, without X-Version or with one that 'sluice describe "
                + call.function().name() + "' shows";
    }

    private static boolean reached(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded _, Outcome.Threw _, Outcome.BadAnswer _, Outcome.TimedOut _ -> true;
            case Outcome.NeighbourTimedOut _, Outcome.OutOfMemory _, Outcome.Exited _, Outcome.Cancelled _ -> true;
            case Outcome.Intercepted _, Outcome.BadInput _, Outcome.Rejected _, Outcome.NoSuchFunction _ -> false;
            case Outcome.NotStarted _, Outcome.PlatformFault _ -> false;
        };
    }

    /** An outage is no reason to give work up. */
    private RetryPolicy policy(QueuedCall call, Outcome outcome) {
        RetryPolicy said = policy(call);
        return isOutage(outcome) ? new RetryPolicy(said.attempts(), ENDLESS, said.backoff()) : said;
    }

    private RetryPolicy policy(QueuedCall call) {
        return call.terms().retry().orElseGet(() -> policyOf.apply(call.function()));
    }

    private static boolean isOutage(Outcome outcome) {
        return outcome instanceof Outcome.Rejected || outcome instanceof Outcome.PlatformFault;
    }

    private static Standing succeeded(Ended ended) {
        int status = ended.outcome() instanceof Outcome.Intercepted answered
                ? answered.status()
                : ((Outcome.Succeeded) ended.outcome()).status();
        return new Standing.Succeeded(status, ended.headers(), ended.answer(), ended.whole());
    }

    private CompletionStage<Next> dead(
            QueuedCall call, InvocationState state, String reason, String full, String brief) {
        Instant now = clock.instant();
        DeadLetter letter = new DeadLetter(
                call.id(),
                call.function(),
                new DeadWork.Call(call.with(CallHead.of(call, state.progress()))),
                new Failure(now, reason, full, state.attempts(), call.terms().chain()));
        // The letter is there before it is said to be, and before the call is settled.
        return kept(() -> stays(call.body()))
                .thenCompose(_ -> kept(() -> letters.write(letter)))
                .thenCompose(_ -> over(call, state.now(new Standing.Dead(reason, brief), false, now)));
    }

    /** A letter about to name a body keeps it; of one that is lost it tells the name. */
    private CompletionStage<Void> stays(Payload body) {
        return payloads.named(body)
                .exceptionallyCompose(fault -> fault instanceof PayloadLostException
                        ? CompletableFuture.completedFuture(body)
                        : CompletableFuture.failedFuture(fault))
                .thenAccept(_ -> {});
    }

    private CompletionStage<Next> over(QueuedCall call, InvocationState state) {
        return kept(() -> states.write(state)).thenCompose(_ -> told(call, state));
    }

    private CompletionStage<Next> told(QueuedCall call, InvocationState state) {
        if (!(state.callback() instanceof Callback.Pending(int tries, Instant next))
                || call.callback().isEmpty()) {
            return CompletableFuture.completedFuture(new Next.Settled());
        }
        URI to = call.callback().get();
        return clock.instant().isBefore(next)
                ? CompletableFuture.completedFuture(new Next.Later(next))
                : callbacks.send(to, state).thenCompose(refusal -> sent(state, tries + 1, refusal));
    }

    private CompletionStage<Next> sent(InvocationState state, int tries, Optional<String> refusal) {
        Instant now = clock.instant();
        if (refusal.isPresent() && tries < MOST_TELLINGS) {
            Instant next = now.plus(BETWEEN_TELLINGS.before(tries + 1, random));
            InvocationState pending = state.told(new Callback.Pending(tries, next), now);
            return kept(() -> states.write(pending)).thenApply(_ -> new Next.Later(next));
        }
        Callback result = refusal.<Callback>map(Callback.Failed::new).orElseGet(Callback.Delivered::new);
        return kept(() -> states.write(state.told(result, now))).thenApply(_ -> new Next.Settled());
    }

    /** Writes until it is kept: what has been done is not to be done again because nobody could be told. */
    private CompletionStage<Void> kept(Supplier<CompletionStage<Void>> write) {
        return write.get()
                .exceptionallyCompose(fault -> closed
                        ? CompletableFuture.failedFuture(fault)
                        : CompletableFuture.completedFuture(write)
                                .thenComposeAsync(
                                        this::kept,
                                        CompletableFuture.delayedExecutor(
                                                UNTIL_WRITTEN_AGAIN.toMillis(), TimeUnit.MILLISECONDS)));
    }

    /**
     * Waits for what is under way for as long as {@code grace}; what outlasts that is cancelled, and given back: it is tried again by
     * whoever gets its record. Blocks some seconds longer at most.
     */
    public void close(Duration grace) {
        await(grace);
        closed = true;
        running.values().forEach(each -> {
            Call call = each.call;
            if (call != null) {
                call.cancel();
            }
        });
        await(LAST_WORDS);
    }

    private void await(Duration patience) {
        CompletableFuture<?>[] under = running.values().stream()
                .filter(each -> each.call != null)
                .map(each -> each.over)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(under).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "Some of {0} attempts are not over after {1}.", under.length, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
