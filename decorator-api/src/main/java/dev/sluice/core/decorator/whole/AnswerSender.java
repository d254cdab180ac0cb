package dev.sluice.core.decorator.whole;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.Deque;

/** Tells a caller what a decorator returned, as fast as the caller takes it. */
final class AnswerSender {

    private final DecoratorSite site;
    private final Invocation invocation;
    private final CallListener listener;
    private final Window window;

    AnswerSender(DecoratorSite site, Invocation invocation, CallListener listener, Window window) {
        this.site = site;
        this.invocation = invocation;
        this.listener = listener;
        this.window = window;
    }

    /** All but the end, which is returned. */
    Reply.Ending deliver(Reply reply) throws InterruptedException {
        return switch (reply) {
            case InnerCall.Begun begun -> stream(begun);
            case Reply.Whole(Answer answer, Reply.Ending ending) -> {
                ending.way().tell(listener);
                whole(answer);
                yield new Reply.Ending(withStatus(answer.status(), ending.outcome()), ending.timings(), ending.way());
            }
            case Reply.Failed(Reply.Ending ending) -> {
                ending.way().tell(listener);
                yield ending;
            }
            case Reply.Own(Answer answer, String reason) -> {
                site.fire(invocation.id(), new What.Answered(answer.status(), reason));
                whole(answer);
                Outcome outcome = new Outcome.Intercepted(site.decorator(), answer.status(), reason);
                yield new Reply.Ending(outcome, Timings.NONE, new CallProgress.Nowhere());
            }
        };
    }

    private static Outcome withStatus(int status, Outcome outcome) {
        return outcome instanceof Outcome.Intercepted(String decorator, int _, String reason)
                ? new Outcome.Intercepted(decorator, status, reason)
                : new Outcome.Succeeded(status);
    }

    private void whole(Answer answer) throws InterruptedException {
        boolean bodiless =
                invocation.head().method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
        Headers headers = bodiless || answer.trailers().size() > 0
                ? answer.headers()
                : answer.headers()
                        .with("content-length", Integer.toString(answer.body().remaining()));
        listener.head(answer.status(), headers);
        if (!bodiless) {
            send(answer.body().duplicate());
        }
        listener.end(answer.trailers());
    }

    private Reply.Ending stream(InnerCall.Begun begun) throws InterruptedException {
        InnerCall inner = begun.inner();
        inner.way().tell(listener);
        listener.head(begun.status(), begun.headers());
        Deque<byte[]> read = inner.read();
        while (!read.isEmpty()) {
            send(ByteBuffer.wrap(read.remove()));
        }
        Headers trailers = Headers.EMPTY;
        while (true) {
            if (!inner.hasNews()) {
                listener.settled();
            }
            switch (inner.take()) {
                case CallEvent.Data(byte[] bytes) -> {
                    send(ByteBuffer.wrap(bytes));
                    inner.grant(bytes.length);
                }
                case CallEvent.End(Headers last) -> trailers = last;
                case CallEvent.Finished(Outcome outcome, Timings timings) -> {
                    // Not before: if the caller left between the two, a whole answer would end as cancelled.
                    if (outcome.isAnswer()) {
                        listener.end(trailers);
                    }
                    return new Reply.Ending(outcome, timings, inner.way());
                }
                case CallEvent.Started _, CallEvent.Credit _, CallEvent.Head _, CallEvent.Unanswered _ -> {}
            }
        }
    }

    private void send(ByteBuffer bytes) throws InterruptedException {
        while (bytes.hasRemaining()) {
            if (window.isShut()) {
                // Nobody grants more for what was not handed on yet.
                listener.settled();
            }
            int length = window.take(bytes.remaining());
            listener.data(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }
}
