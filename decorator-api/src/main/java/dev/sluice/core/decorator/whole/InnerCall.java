package dev.sluice.core.decorator.whole;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One call that a decorator makes, for a thread that may block: its news wait in a queue, which credit keeps short, and
 * the thread that asks for the answer also sends the rest of the request. Only {@link #cancel} may come from elsewhere.
 */
final class InnerCall implements CallListener {

    private final String parentSpan;
    private final BodyRoom.Share room;
    private final BlockingQueue<CallEvent> news = new LinkedBlockingQueue<>();
    private final Deque<byte[]> read = new ArrayDeque<>();

    /** Of the request, what was not sent yet. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    private boolean requestEnded = true;
    private @Nullable Call call;
    private boolean cancelled;
    private volatile boolean ended;
    private CallProgress way = new CallProgress.Nowhere();
    private Headers trailers = Headers.EMPTY;

    /** {@code room}: what may be held of its answer. */
    InnerCall(String parentSpan, BodyRoom.Share room) {
        this.parentSpan = parentSpan;
        this.room = room;
    }

    void start(Invoker next, Invocation like, WholeRequest request) {
        ByteBuffer body = request.body();
        Body kind = Body.of(body);
        if (kind instanceof Body.Streamed) {
            rest = body.duplicate();
            requestEnded = false;
        }
        Call made = next.invoke(like.with(request.head(), kind), this);
        boolean stop;
        synchronized (this) {
            call = made;
            stop = cancelled;
        }
        if (stop) {
            made.cancel();
        }
    }

    /** Waits for the head of the answer, or for an end without one. */
    Reply begun() throws InterruptedException {
        while (true) {
            switch (take()) {
                case CallEvent.Head(int status, Headers headers) -> {
                    return new Begun(this, status, headers);
                }
                case CallEvent.Finished(Outcome outcome, Timings timings) -> {
                    return new Reply.Failed(new Reply.Ending(outcome, timings, way));
                }
                case CallEvent.Data _,
                        CallEvent.End _,
                        CallEvent.Started _,
                        CallEvent.Credit _,
                        CallEvent.Unanswered _ -> {}
            }
        }
    }

    /** The next thing that happens to the answer; what concerns the request is done on the way. */
    CallEvent take() throws InterruptedException {
        if (ended) {
            throw new IllegalStateException("this reply was read to its end already: return what came of that");
        }
        CallEvent told = news.take();
        switch (told) {
            case CallEvent.Started(FunctionVersion version, String instance, Timings waited) ->
                way = new CallProgress.Started(version, instance, waited);
            case CallEvent.Unanswered(Headers fields) -> way = new CallProgress.Unanswered(way, fields);
            case CallEvent.Credit(int bytes) -> send(bytes);
            case CallEvent.Finished _ -> ended = true;
            case CallEvent.Head _, CallEvent.Data _, CallEvent.End _ -> {}
        }
        return told;
    }

    boolean hasNews() {
        return !news.isEmpty();
    }

    private void send(int credit) {
        if (requestEnded) {
            return;
        }
        int length = Math.min(credit, rest.remaining());
        ByteBuffer piece = rest.slice(rest.position(), length);
        rest.position(rest.position() + length);
        requestEnded = !rest.hasRemaining();
        boolean last = requestEnded;
        synchronized (this) {
            if (call != null) {
                call.write(piece);
                if (last) {
                    call.end(Headers.EMPTY);
                }
            }
        }
    }

    synchronized void grant(int bytes) {
        if (call != null) {
            call.grant(bytes);
        }
    }

    /** From any thread. */
    synchronized void cancel() {
        cancelled = true;
        if (call != null && !ended) {
            call.cancel();
        }
    }

    CallProgress way() {
        return way;
    }

    /** What of the answer's body was read and not passed on. */
    Deque<byte[]> read() {
        return read;
    }

    @Override
    public String parentSpan() {
        return parentSpan;
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        news.add(new CallEvent.Started(version, instance, waited));
    }

    @Override
    public void credit(int bytes) {
        news.add(new CallEvent.Credit(bytes));
    }

    @Override
    public void head(int status, Headers headers) {
        news.add(new CallEvent.Head(status, headers));
    }

    @Override
    public void data(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        news.add(new CallEvent.Data(copy));
    }

    @Override
    public void end(Headers last) {
        news.add(new CallEvent.End(last));
    }

    @Override
    public void unanswered(Headers fields) {
        news.add(new CallEvent.Unanswered(fields));
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        news.add(new CallEvent.Finished(outcome, timings));
    }

    /** The answer from its head on. */
    record Begun(InnerCall inner, int status, Headers headers) implements Reply.Began {

        @Override
        public Began with(Headers other) {
            return new Begun(inner, status, other);
        }

        @Override
        public Reply gathered(int limit) throws InterruptedException {
            return inner.gather(this, limit);
        }

        @Override
        public void drop() {
            inner.cancel();
        }
    }

    private Reply gather(Begun begun, int limit) throws InterruptedException {
        int size = read.stream().mapToInt(piece -> piece.length).sum();
        while (size <= limit) {
            switch (take()) {
                case CallEvent.Data(byte[] bytes) -> {
                    read.add(bytes);
                    size += bytes.length;
                    if (!room.take(bytes.length)) {
                        grant(bytes.length);
                        return begun;
                    }
                    grant(bytes.length);
                }
                case CallEvent.End(Headers last) -> trailers = last;
                case CallEvent.Finished(Outcome outcome, Timings timings) -> {
                    return ended(begun, size, new Reply.Ending(outcome, timings, way));
                }
                case CallEvent.Started _, CallEvent.Credit _, CallEvent.Head _, CallEvent.Unanswered _ -> {}
            }
        }
        return begun;
    }

    private Reply ended(Begun begun, int size, Reply.Ending ending) {
        return switch (ending.outcome()) {
            case Outcome.Succeeded _, Outcome.Intercepted _ ->
                new Reply.Whole(new Answer(begun.status(), begun.headers(), joined(size), trailers), ending);
            default -> new Reply.Failed(ending);
        };
    }

    private ByteBuffer joined(int size) {
        ByteBuffer all = ByteBuffer.allocate(size);
        read.forEach(all::put);
        read.clear();
        return all.flip();
    }
}
