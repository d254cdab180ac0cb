package dev.sluice.testkit.decorator;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** One call that reached a {@link PlayedFunction}. Its state belongs to the function's event loop. */
public final class PlayedCall implements Call {

    private static final int PIECE = 10_000;

    private final PlayedFunction function;
    private final Invocation invocation;
    private final CallListener listener;
    private final AtomicInteger writers = new AtomicInteger();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int credit;
    private long granted = Body.MAX_COMPLETE;
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private Answer answer = Answer.of(200, Headers.EMPTY, new byte[0]);
    private Outcome outcome = new Outcome.Succeeded(200);
    private boolean requestEnded;
    private boolean answering;
    private boolean over;
    private volatile boolean cancelled;

    PlayedCall(PlayedFunction function, Invocation invocation, CallListener listener) {
        this.function = function;
        this.invocation = invocation;
        this.listener = listener;
    }

    public Invocation invocation() {
        return invocation;
    }

    public RequestHead head() {
        return invocation.head();
    }

    /** What came of the body so far. */
    public synchronized byte[] body() {
        return body.toByteArray();
    }

    public String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    public boolean cancelled() {
        return cancelled;
    }

    /** For a call that waits: does this now. */
    public void act(PlayedFunction.Act act) {
        function.onLoop(() -> play(act));
    }

    void begin() {
        switch (invocation.body()) {
            case Body.Complete(ByteBuffer bytes) -> {
                take(bytes);
                requestIsComplete();
            }
            case Body.Streamed() -> {
                credit = Body.MAX_COMPLETE;
                listener.credit(credit);
                listener.settled();
            }
        }
    }

    private synchronized void take(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        body.writeBytes(copy);
    }

    private void requestIsComplete() {
        requestEnded = true;
        if (!over) {
            play(function.decide(this));
        }
    }

    private void play(PlayedFunction.Act act) {
        switch (act) {
            case PlayedFunction.Act.Answers(Answer all) -> answer(all, new Outcome.Succeeded(all.status()));
            case PlayedFunction.Act.Echoes() ->
                answer(Answer.of(200, Headers.EMPTY, body()), new Outcome.Succeeded(200));
            case PlayedFunction.Act.Ends(Outcome end) -> finish(end);
            case PlayedFunction.Act.BreaksOff(Answer part, Outcome end) -> answer(part, end);
            case PlayedFunction.Act.Waits() -> {}
        }
    }

    private void answer(Answer all, Outcome end) {
        if (over || answering) {
            return;
        }
        answering = true;
        answer = all;
        outcome = end;
        rest = all.body().duplicate();
        listener.head(all.status(), all.headers());
        send();
    }

    private void send() {
        while (!over && rest.hasRemaining() && granted > 0) {
            int length = (int) Math.min(Math.min(PIECE, granted), rest.remaining());
            granted -= length;
            ByteBuffer piece = rest.slice(rest.position(), length);
            rest.position(rest.position() + length);
            listener.data(piece);
        }
        if (over || rest.hasRemaining()) {
            listener.settled();
        } else {
            if (outcome instanceof Outcome.Succeeded) {
                listener.end(answer.trailers());
            }
            finish(outcome);
        }
    }

    private void finish(Outcome end) {
        if (!over) {
            over = true;
            listener.finished(end, Timings.NONE);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        int length = bytes.remaining();
        alone("written", () -> take(bytes));
        function.onLoop(() -> {
            credit -= length;
            if (credit < 0) {
                function.fault("it was written " + -credit + " bytes more than it had asked for");
            }
            if (requestEnded) {
                function.fault("it was written after the end of the request");
            }
            if (!over) {
                credit += length;
                listener.credit(length);
                listener.settled();
            }
        });
    }

    @Override
    public void end(Headers trailers) {
        alone("ended", () -> {});
        function.onLoop(this::requestIsComplete);
    }

    @Override
    public void grant(int bytes) {
        if (bytes <= 0) {
            function.fault("it was granted " + bytes + " bytes");
        }
        alone("granted", () -> {});
        function.onLoop(() -> {
            granted += bytes;
            if (answering && !over) {
                send();
            }
        });
    }

    @Override
    public void cancel() {
        cancelled = true;
        function.onLoop(() -> finish(new Outcome.Cancelled()));
    }

    private void alone(String what, Runnable task) {
        if (writers.getAndIncrement() != 0) {
            function.fault("it was " + what + " by two threads at the same time");
        }
        task.run();
        writers.decrementAndGet();
    }
}
