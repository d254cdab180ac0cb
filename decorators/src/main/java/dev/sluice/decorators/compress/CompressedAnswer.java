package dev.sluice.decorators.compress;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.Serial;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The answer of one call, which may be compressed. The function gets its bytes back only once all that came of them has
 * gone to the caller, so that no more than a window waits here; when no more comes for now, what there is is flushed.
 *
 * <p>The function tells on its thread and the caller grants on another one: all that concerns the answer is a task, and one
 * runs at a time.
 */
final class CompressedAnswer implements CallListener {

    private final ContentNegotiation choice;
    private final CallListener listener;
    private final LateCall inner;
    private final Serial serial = Serial.direct();

    // The rest belongs to the tasks.
    private Optional<GzipCompression> squeeze = Optional.empty();
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private long window = Body.MAX_COMPLETE;
    private int unreturned;
    private Optional<Headers> trailers = Optional.empty();
    private Optional<Finish> finish = Optional.empty();
    private boolean gone;
    private boolean over;

    private record Finish(Outcome outcome, Timings timings) {}

    CompressedAnswer(ContentNegotiation choice, CallListener listener, LateCall inner) {
        this.choice = choice;
        this.listener = listener;
        this.inner = inner;
    }

    private void task(Runnable task) {
        serial.execute(() -> {
            if (!over) {
                task.run();
            }
        });
    }

    @Override
    public String parentSpan() {
        return listener.parentSpan();
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        task(() -> listener.started(version, instance, waited));
    }

    @Override
    public void credit(int bytes) {
        task(() -> listener.credit(bytes));
    }

    @Override
    public void earlyHints(Headers fields) {
        task(() -> listener.earlyHints(fields));
    }

    @Override
    public void head(int status, Headers headers) {
        task(() -> {
            if (choice.concerns(status, headers)) {
                squeeze = Optional.of(new GzipCompression(choice.settings().level()));
                listener.head(status, ContentNegotiation.compressed(headers));
            } else {
                listener.head(status, choice.bodiless(status, headers));
            }
        });
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (!serial.runIfIdle(() -> take(bytes))) {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            serial.execute(() -> take(copy));
        }
    }

    private void take(ByteBuffer bytes) {
        if (over) {
            return;
        }
        if (squeeze.isPresent()) {
            unreturned += bytes.remaining();
            queue(squeeze.get().write(bytes));
            advance();
        } else {
            listener.data(bytes);
        }
    }

    private void queue(byte[] bytes) {
        if (bytes.length > 0) {
            waiting.add(ByteBuffer.wrap(bytes));
        }
    }

    /** Tells as much as the caller takes, and when all is told what comes after it. */
    private void advance() {
        while (window > 0 && !waiting.isEmpty()) {
            ByteBuffer first = waiting.element();
            int length = (int) Math.min(window, first.remaining());
            window -= length;
            listener.data(first.slice(first.position(), length));
            first.position(first.position() + length);
            if (!first.hasRemaining()) {
                waiting.remove();
            }
        }
        if (!waiting.isEmpty()) {
            listener.settled();
            return;
        }
        if (trailers.isPresent()) {
            Headers told = trailers.get();
            trailers = Optional.empty();
            unreturned = 0;
            listener.end(told);
        } else if (unreturned > 0 && finish.isEmpty()) {
            int returned = unreturned;
            unreturned = 0;
            inner.grant(returned);
        }
        finish.ifPresent(this::finish);
    }

    private void finish(Finish end) {
        over = true;
        squeeze.ifPresent(GzipCompression::close);
        listener.finished(end.outcome(), end.timings());
    }

    @Override
    public void end(Headers last) {
        task(() -> {
            squeeze.ifPresent(gzip -> queue(gzip.finish()));
            trailers = Optional.of(last);
            advance();
        });
    }

    @Override
    public void progress(ByteBuffer bytes) {
        ByteBuffer copy =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        task(() -> listener.progress(copy));
    }

    @Override
    public void settled() {
        task(() -> {
            if (squeeze.isPresent() && trailers.isEmpty()) {
                queue(squeeze.get().flush());
                advance();
            }
            listener.settled();
        });
    }

    @Override
    public void unanswered(Headers fields) {
        task(() -> listener.unanswered(fields));
    }

    /** What broke off is over at once; a whole answer is told to its end first, as fast as the caller takes it. */
    @Override
    public void finished(Outcome outcome, Timings timings) {
        task(() -> {
            if (trailers.isEmpty()) {
                waiting.clear();
            }
            finish = Optional.of(new Finish(outcome, timings));
            if (gone && trailers.isPresent()) {
                finish(new Finish(new Outcome.Cancelled(), timings));
            } else {
                advance();
            }
        });
    }

    /** The caller takes more. */
    void granted(int bytes) {
        task(() -> {
            if (squeeze.isPresent()) {
                window += bytes;
                advance();
            } else {
                inner.grant(bytes);
            }
        });
    }

    /** The caller has gone. What the function has finished already ends here. */
    void cancelled() {
        inner.cancel();
        task(() -> {
            gone = true;
            finish.ifPresent(end -> finish(new Finish(new Outcome.Cancelled(), end.timings())));
        });
    }
}
