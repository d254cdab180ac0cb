package dev.sluice.events.workqueue;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.settlement.Attempts;
import dev.sluice.core.settlement.RetryAfter;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.core.time.Timers;
import dev.sluice.events.trigger.Words;
import dev.sluice.events.workqueue.call.ItemCall;
import dev.sluice.events.workqueue.call.QueueCaller;
import dev.sluice.events.workqueue.source.Content;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.Percent;
import dev.sluice.events.workqueue.source.SourceFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Works on items: has each fetched, and calls the functions in a row with it. Thread-safe; nothing in it blocks. */
final class ItemCalls {

    /** The header fields that tell a function with what it is called, percent-encoded. */
    static final String ITEM = "Sluice-Item";

    static final String VERSION = "Sluice-Item-Version";
    static final String QUEUE = "Sluice-Work-Queue";
    static final String KEY = "Idempotency-Key";

    /** 1 MiB: the longest answer that is kept. */
    static final int LONGEST_ANSWER = 1 << 20;

    /** So often an item is ended from outside before that counts: its own code may do it. */
    private static final int MOST_ENDS = 10;

    /** So much counts an item at least that is fetched: how long it is nobody knows before. */
    private static final int LEAST_EXPECTED = 1 << 20;

    private static final Duration SOON = Duration.ofMillis(100);

    private final WorkQueueId id;
    private final QueueCaller caller;
    private final PartialAnswers partials;
    private final Timers time;
    private final RandomGenerator random;
    private final AtomicLong held = new AtomicLong();

    /** As long as those were that were fetched lately. */
    private final AtomicLong expected = new AtomicLong(Content.LONGEST);

    /** What was kept of an item that failed behind the first step. Never blocks; fails as a source does. */
    @FunctionalInterface
    interface PartialAnswers {

        CompletionStage<Optional<KeptAnswer>> find(QueueItems.Task task);
    }

    ItemCalls(WorkQueueId id, QueueCaller caller, PartialAnswers partials, Timers time, RandomGenerator random) {
        this.id = id;
        this.caller = caller;
        this.partials = partials;
        this.time = time;
        this.random = random;
    }

    /** What the items that are worked on hold, in bytes, and may hold that are fetched. */
    long held() {
        return held.get();
    }

    /** Cancels all that are under way. */
    void end() {
        caller.end();
    }

    /** Works on an item once. Never fails. {@code room}: runs when less is {@link #held}. */
    CompletionStage<ItemEnd> run(QueueItems.Task task, WorkQueueSettings settings, ItemSource source, Runnable room) {
        Turn turn = new Turn(task, settings, source, room, time.nanos());
        return CompletableFuture.completedStage(turn)
                .thenCompose(Turn::run)
                .exceptionally(turn::fault)
                .thenApply(end -> {
                    turn.hold(0);
                    return end;
                });
    }

    /** One item that is worked on. */
    private final class Turn {
        private final QueueItems.Task task;
        private final WorkQueueSettings settings;
        private final ItemSource source;
        private final Runnable room;
        private final long began;
        private volatile long bytes;

        Turn(QueueItems.Task task, WorkQueueSettings settings, ItemSource source, Runnable room, long began) {
            this.room = room;
            this.task = task;
            this.settings = settings;
            this.source = source;
            this.began = began;
        }

        private List<FunctionName> steps() {
            return settings.worker().steps();
        }

        private long took() {
            return (time.nanos() - began) / 1_000_000;
        }

        CompletionStage<ItemEnd> run() {
            // The document may have fewer steps by now.
            if (task.standing().step() == 0 || task.standing().step() >= steps().size()) {
                return begin();
            }
            hold(LONGEST_ANSWER);
            return partials.find(task)
                    .thenCompose(found ->
                            found.isPresent() ? step(found.get().step(), held(content(found.get()))) : begin());
        }

        private CompletionStage<ItemEnd> begin() {
            if (settings.source().content() == WorkQueueSettings.Content.NONE) {
                return step(0, held(Content.NONE));
            }
            hold(expected.get());
            return source.content(task.item()).thenCompose(this::fetched);
        }

        private static Content content(KeptAnswer answer) {
            return new Content(answer.body(), answer.version(), answer.type());
        }

        private Content held(Content content) {
            hold(content.bytes().remaining());
            return content;
        }

        private void hold(long now) {
            long more = now - bytes;
            held.addAndGet(more);
            bytes = now;
            if (more < 0) {
                room.run();
            }
        }

        private CompletionStage<ItemEnd> fetched(Content content) {
            expected.accumulateAndGet(
                    Math.max(LEAST_EXPECTED, content.bytes().remaining()),
                    (before, now) -> Math.max(now, before - before / 8));
            String listed = task.standing().version();
            boolean other = !listed.isEmpty() && !content.version().isEmpty() && !listed.equals(content.version());
            if (other && settings.onChange() == WorkQueueSettings.OnChange.AGAIN) {
                return now(failed(
                        0,
                        Optional.empty(),
                        "other_version The source lists version '" + listed + "' and gives '" + content.version()
                                + "'. It is worked on when both are the same."));
            }
            return step(0, held(content));
        }

        private CompletionStage<ItemEnd> step(int at, Content content) {
            ItemStanding standing = task.standing();
            Headers fields = Headers.of(
                    QUEUE, id.name(),
                    ITEM, Percent.encoded(task.item()),
                    VERSION, Percent.encoded(standing.version()),
                    KEY, key(at));
            QueueCaller.Wanted wanted = new QueueCaller.Wanted(
                    steps().get(at).in(id.namespace()),
                    "POST",
                    "/",
                    "",
                    content.type()
                            .map(type -> fields.plus("Content-Type", type))
                            .orElse(fields),
                    content.bytes(),
                    standing.tries() + 1,
                    LONGEST_ANSWER,
                    settings.deadline());
            return caller.call(wanted).end().thenCompose(end -> ended(at, content, end));
        }

        private String key(int at) {
            return id + "/" + Percent.encoded(task.item()) + "/"
                    + Percent.encoded(task.standing().version()) + (at == 0 ? "" : "/" + at);
        }

        private CompletionStage<ItemEnd> ended(int at, Content given, ItemCall.End end) {
            Optional<KeptAnswer> partial = partial(at, given);
            if (end.expired()) {
                return now(failed(
                        at,
                        partial,
                        "deadline_exceeded '" + steps().get(at) + "' ran longer than " + settings.deadline() + "."));
            }
            if (isNever(end)) {
                return now(new ItemEnd.Failed(at, took(), Optional.empty(), partial, reason(at, end, word(end))));
            }
            ItemStanding standing = task.standing();
            Settlement settlement = Settlement.of(
                    end.outcome(),
                    RetryAfter.read(end.headers(), time.instant()),
                    new Attempts(standing.tries() + 1, standing.counted(), Duration.ZERO),
                    settings.retry().policy(),
                    random);
            return switch (settlement) {
                case Settlement.Done() -> done(at, given, end);
                case Settlement.Dead(String reason) ->
                    now(new ItemEnd.Failed(at, took(), Optional.empty(), partial, reason(at, end, reason)));
                case Settlement.Retry(Duration after, boolean counts) -> now(again(at, partial, end, after, counts));
            };
        }

        private ItemEnd again(int at, Optional<KeptAnswer> partial, ItemCall.End end, Duration after, boolean counts) {
            if (!counts) {
                return new ItemEnd.Hindered(at, partial, after, words(at, end));
            }
            ItemStanding standing = task.standing();
            return isEndedFromOutside(end.outcome()) && standing.tries() - standing.counted() < MOST_ENDS
                    ? new ItemEnd.Ended(at, partial)
                    : new ItemEnd.Failed(at, took(), Optional.of(after), partial, reason(at, end, word(end)));
        }

        private CompletionStage<ItemEnd> done(int at, Content given, ItemCall.End end) {
            if (!end.whole()) {
                return now(new ItemEnd.Failed(
                        at,
                        took(),
                        Optional.empty(),
                        partial(at, given),
                        "answer_too_large '" + steps().get(at) + "' answered with more than " + LONGEST_ANSWER
                                + " bytes: give a reference to what is larger."));
            }
            boolean last = at + 1 >= steps().size();
            if (!last) {
                return step(at + 1, new Content(end.body(), "", end.headers().first("content-type")));
            }
            Optional<KeptAnswer> answer = end.body().hasRemaining()
                    ? Optional.of(new KeptAnswer(
                            task.item(),
                            task.standing().version(),
                            at + 1,
                            end.status(),
                            end.headers().first("content-type"),
                            true,
                            end.body()))
                    : Optional.empty();
            return now(new ItemEnd.Done(took(), answer));
        }

        /** What the steps before this one made, unless it is kept. */
        private Optional<KeptAnswer> partial(int at, Content given) {
            return at > task.standing().step()
                    ? Optional.of(new KeptAnswer(
                            task.item(), task.standing().version(), at, 200, given.type(), false, given.bytes()))
                    : Optional.empty();
        }

        private boolean isNever(ItemCall.End end) {
            List<String> never = settings.retry().never();
            return !never.isEmpty()
                    && (never.contains(end.outcome().word())
                            || never.contains(end.outcome().reasonWord())
                            || end.outcome().isAnswer() && never.contains(Integer.toString(end.status())));
        }

        private static String word(ItemCall.End end) {
            return end.outcome().isAnswer()
                    ? "answered_" + end.status()
                    : end.outcome().word();
        }

        private String reason(int at, ItemCall.End end, String word) {
            return word + " " + words(at, end);
        }

        private String words(int at, ItemCall.End end) {
            return Words.of(steps().get(at), end.outcome());
        }

        /** It counts, and is tried again if it may be. */
        private ItemEnd failed(int at, Optional<KeptAnswer> partial, String reason) {
            ItemStanding standing = task.standing();
            boolean last = standing.counted() + 1 >= settings.retry().attempts();
            Duration pause = settings.retry().policy().backoff().before(standing.tries() + 2, random);
            return new ItemEnd.Failed(at, took(), last ? Optional.empty() : Optional.of(pause), partial, reason);
        }

        private static CompletionStage<ItemEnd> now(ItemEnd end) {
            return CompletableFuture.completedStage(end);
        }

        /** What the source, or the store of answers, did not give. */
        private ItemEnd fault(Throwable thrown) {
            Throwable cause = StageFailure.cause(thrown);
            if (!(cause instanceof SourceFault fault)) {
                return new ItemEnd.Hindered(task.standing().step(), Optional.empty(), SOON, "It failed: " + cause);
            }
            String sentence = String.valueOf(fault.getMessage());
            return switch (fault.why()) {
                case PASSING -> new ItemEnd.Hindered(task.standing().step(), Optional.empty(), SOON, sentence);
                case NOT_THERE -> failed(0, Optional.empty(), "not_there It is listed, and not there. " + sentence);
                case REFUSED -> failed(0, Optional.empty(), "source_refused " + sentence);
                case TOO_LONG ->
                    new ItemEnd.Failed(0, took(), Optional.empty(), Optional.empty(), "too_large " + sentence);
            };
        }
    }

    private static boolean isEndedFromOutside(Outcome outcome) {
        return outcome instanceof Outcome.NeighbourTimedOut
                || outcome instanceof Outcome.Exited exited && exited.by() == Outcome.EndedBy.A_SIGNAL;
    }
}
