package dev.sluice.events.workqueue.source;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.events.trigger.Words;
import dev.sluice.events.workqueue.call.AnswerRoom;
import dev.sluice.events.workqueue.call.ItemCall;
import dev.sluice.events.workqueue.call.QueueCaller;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A function that answers {@code GET /items} and {@code GET /items/NAME}. */
public final class FunctionSource implements ItemSource {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FunctionName function;
    private final QueueCaller caller;
    private final Executor executor;

    /** {@code executor}: runs each task on a thread that others do not wait for. */
    public FunctionSource(FunctionName function, QueueCaller caller, Executor executor) {
        this.function = function;
        this.caller = caller;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Listing> list(Optional<String> next) {
        String query = next.map(after -> "after=" + Percent.encoded(after)).orElse("");
        CompletionStage<ItemCall.End> asked = asked("/items", query, ListingReader.LONGEST);
        // A long page takes a while, and whoever tells that a call has ended has others to serve.
        return asked.thenComposeAsync(
                end -> {
                    try {
                        return CompletableFuture.completedStage(ListingReader.read(answer(end)));
                    } catch (SourceFault e) {
                        return CompletableFuture.failedStage(e);
                    }
                },
                executor);
    }

    @Override
    public CompletionStage<Content> content(String name) {
        return asked("/items/" + Percent.encoded(name), "", Content.LONGEST).thenCompose(end -> {
            try {
                ByteBuffer bytes = answer(end);
                return CompletableFuture.completedStage(new Content(
                        bytes,
                        EntityTags.plain(end.headers().first("etag")),
                        end.headers().first("content-type")));
            } catch (SourceFault e) {
                return CompletableFuture.failedStage(e);
            }
        });
    }

    private CompletionStage<ItemCall.End> asked(String path, String query, int most) {
        return caller.call(new QueueCaller.Wanted(
                        function, "GET", path, query, Headers.EMPTY, NOTHING, 1, AnswerRoom.inMemory(most), PATIENCE))
                .end();
    }

    private ByteBuffer answer(ItemCall.End end) throws SourceFault {
        if (!end.outcome().isAnswer()) {
            throw new SourceFault(SourceFault.Why.PASSING, "The source: " + Words.of(function, end.outcome()));
        }
        SourceAnswers.check("The function '" + function + "'", end.status());
        if (!end.whole()) {
            throw SourceAnswers.tooLong("The function '" + function + "'");
        }
        return end.body();
    }
}
