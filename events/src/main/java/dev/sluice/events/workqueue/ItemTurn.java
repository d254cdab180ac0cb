package dev.sluice.events.workqueue;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.settlement.Attempts;
import dev.sluice.core.settlement.RetryAfter;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.trigger.Words;
import dev.sluice.events.workqueue.call.AnswerRoom;
import dev.sluice.events.workqueue.call.ItemCall;
import dev.sluice.events.workqueue.call.QueueCaller;
import dev.sluice.events.workqueue.source.Content;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.Percent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One item that is worked on once. */
final class ItemTurn {

    /** The header fields that tell a function with what it is called, percent-encoded. */
    static final String ITEM = "Sluice-Item";

    static final String VERSION = "Sluice-Item-Version";
    static final String QUEUE = "Sluice-Work-Queue";
    static final String KEY = "Idempotency-Key";

    /** 1 MiB: a longer answer is kept in a file. */
    static final int LONGEST_IN_RECORD = 1 << 20;

    /** So often an item is ended from outside before that counts: its own code may do it. */
    private static final int MOST_ENDS = 10;

    private final ItemCalls.Parts parts;
    private final QueueItems.Task task;
    private final ItemStanding standing;
    private final WorkQueueSettings settings;
    private final ItemSource source;
    private final ItemCalls.Share share;
    private final List<FunctionName> steps;
    private final long began;

    /** What a function is called with. {@code kept}: where that is, of what a function has answered. */
    private record Given(ByteBuffer bytes, Optional<String> type, Payload kept) {

        static Given of(Content content) {
            return new Given(content.bytes(), content.type(), Payload.NONE);
        }

        long held() {
            return kept instanceof Payload.Kept ? 0 : bytes.remaining();
        }
    }

    ItemTurn(
            ItemCalls.Parts parts,
            QueueItems.Task task,
            WorkQueueSettings settings,
            ItemSource source,
            ItemCalls.Share share) {
        this.parts = parts;
        this.task = task;
        this.standing = task.standing();
        this.settings = settings;
        this.source = source;
        this.share = share;
        this.steps = settings.worker().steps();
        this.began = parts.time().nanos();
    }

    private long took() {
        return (parts.time().nanos() - began) / 1_000_000;
    }

    CompletionStage<ItemEnd> run() {
        // The document may have fewer steps by now.
        if (standing.step() == 0 || standing.step() >= steps.size()) {
            return begin();
        }
        share.hold(LONGEST_IN_RECORD);
        return task.unwritten()
                .filter(task::goesOnFrom)
                .map(kept -> CompletableFuture.completedStage(Optional.of(kept)))
                .orElseGet(() -> parts.partials().find(task))
                .thenCompose(found -> found.map(this::goOn).orElseGet(this::begin));
    }

    private CompletionStage<ItemEnd> goOn(KeptAnswer kept) {
        return given(kept.content(), kept.type())
                .thenApply(Optional::of)
                .exceptionallyCompose(thrown -> StageFailure.cause(thrown) instanceof PayloadLostException
                        ? CompletableFuture.completedStage(Optional.empty())
                        : CompletableFuture.failedStage(thrown))
                .thenCompose(
                        found -> found.map(given -> step(kept.step(), given)).orElseGet(this::begin));
    }

    /** What a function has answered, for the next one. */
    private CompletionStage<Given> given(Payload content, Optional<String> type) {
        return parts.files().read(content).thenApply(bytes -> new Given(bytes, type, content));
    }

    private CompletionStage<ItemEnd> begin() {
        if (settings.source().content() == WorkQueueSettings.Content.NONE) {
            return step(0, Given.of(Content.NONE));
        }
        share.expect();
        return source.content(task.item()).thenCompose(this::fetched);
    }

    private CompletionStage<ItemEnd> fetched(Content content) {
        share.fetched(content.bytes().remaining());
        String listed = standing.version();
        boolean other = !listed.isEmpty() && !content.version().isEmpty() && !listed.equals(content.version());
        if (other && settings.onChange() == WorkQueueSettings.OnChange.AGAIN) {
            return now(failed(
                    0,
                    Optional.empty(),
                    "other_version The source lists version '" + listed + "' and gives '" + content.version()
                            + "'. It is worked on when both are the same."));
        }
        return step(0, Given.of(content));
    }

    private CompletionStage<ItemEnd> step(int at, Given given) {
        share.hold(given.held());
        Headers fields = Headers.of(
                QUEUE, parts.id().name(),
                ITEM, Percent.encoded(task.item()),
                VERSION, Percent.encoded(standing.version()),
                KEY, key(at));
        QueueCaller.Wanted wanted = new QueueCaller.Wanted(
                steps.get(at).in(parts.id().namespace()),
                "POST",
                "/",
                "",
                given.type().map(type -> fields.plus("Content-Type", type)).orElse(fields),
                given.bytes(),
                standing.tries() + 1,
                new AnswerRoom(
                        LONGEST_IN_RECORD, Optional.of(new AnswerRoom.Files(parts.files()::draft, parts.executor()))),
                settings.deadline());
        return parts.caller().call(wanted).end().thenCompose(end -> ended(at, given, end));
    }

    private String key(int at) {
        return parts.id() + "/" + Percent.encoded(task.item()) + "/" + Percent.encoded(standing.version())
                + (at == 0 ? "" : "/" + at);
    }

    private CompletionStage<ItemEnd> ended(int at, Given given, ItemCall.End end) {
        Optional<KeptAnswer> partial = partial(at, given);
        if (end.expired()) {
            return now(failed(
                    at,
                    partial,
                    "deadline_exceeded '" + steps.get(at) + "' ran longer than " + settings.deadline() + "."));
        }
        if (isNever(end)) {
            return now(parked(at, partial, reason(at, end, word(end))));
        }
        Settlement settlement = Settlement.of(
                end.outcome(),
                RetryAfter.read(end.headers(), parts.time().instant()),
                new Attempts(standing.tries() + 1, standing.counted(), Duration.ZERO),
                settings.retry().policy(),
                parts.random());
        return switch (settlement) {
            case Settlement.Done() -> done(at, given, end);
            case Settlement.Dead(String reason) -> now(parked(at, partial, reason(at, end, reason)));
            case Settlement.Retry(Duration after, boolean counts) -> now(again(at, partial, end, after, counts));
        };
    }

    private ItemEnd again(int at, Optional<KeptAnswer> partial, ItemCall.End end, Duration after, boolean counts) {
        if (!counts) {
            return new ItemEnd.Hindered(at, partial, after, words(at, end));
        }
        return isEndedFromOutside(end.outcome()) && standing.tries() - standing.counted() < MOST_ENDS
                ? new ItemEnd.Ended(at, partial)
                : new ItemEnd.Failed(at, took(), Optional.of(after), partial, reason(at, end, word(end)));
    }

    private static boolean isEndedFromOutside(Outcome outcome) {
        return outcome instanceof Outcome.NeighbourTimedOut
                || outcome instanceof Outcome.Exited exited && exited.by() == Outcome.EndedBy.A_SIGNAL;
    }

    private CompletionStage<ItemEnd> done(int at, Given given, ItemCall.End end) {
        if (!end.whole()) {
            return now(parked(
                    at,
                    partial(at, given),
                    "answer_too_large '" + steps.get(at) + "' answered with more than " + Payload.MOST
                            + " bytes: give a reference to what is larger."));
        }
        Payload content = end.file().orElseGet(() -> Payload.of(end.body()));
        Optional<String> type = end.headers().first("content-type");
        if (at + 1 < steps.size()) {
            return given(content, type).thenCompose(next -> step(at + 1, next));
        }
        Optional<KeptAnswer> answer = content.bytes() == 0
                ? Optional.empty()
                : Optional.of(
                        new KeptAnswer(task.item(), standing.version(), at + 1, end.status(), type, true, content));
        return now(new ItemEnd.Done(took(), answer));
    }

    /** What the steps before this one made, unless it is kept. */
    private Optional<KeptAnswer> partial(int at, Given given) {
        return at > standing.step()
                ? Optional.of(
                        new KeptAnswer(task.item(), standing.version(), at, 200, given.type(), false, given.kept()))
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
        return Words.of(steps.get(at), end.outcome());
    }

    /** It counts, and is tried again if it may be. */
    ItemEnd failed(int at, Optional<KeptAnswer> partial, String reason) {
        boolean last = standing.counted() + 1 >= settings.retry().attempts();
        Duration pause = settings.retry().policy().backoff().before(standing.tries() + 2, parts.random());
        return new ItemEnd.Failed(at, took(), last ? Optional.empty() : Optional.of(pause), partial, reason);
    }

    /** It counts, and is not tried again. */
    ItemEnd parked(int at, Optional<KeptAnswer> partial, String reason) {
        return new ItemEnd.Failed(at, took(), Optional.empty(), partial, reason);
    }

    private static CompletionStage<ItemEnd> now(ItemEnd end) {
        return CompletableFuture.completedStage(end);
    }
}
