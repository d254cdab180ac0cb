package dev.sluice.testkit.storm;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.Queue;

/** One call of a {@link StormFunction}. All that happens to it happens in its lane. */
final class StormTask implements Call {

    private static final Outcome FAILED = new Outcome.Threw(FunctionError.of("as planned"));

    private final StormCall plan;
    private final StormTry turn;
    private final CallListener listener;
    private final Lane lane;
    private final Queue<String> faults;
    private long credit;
    private long received;
    private boolean requestEnded;
    private long granted = Body.MAX_COMPLETE;
    private int sent;
    private boolean begun;
    private volatile boolean over;

    StormTask(StormCall plan, StormTry turn, CallListener listener, Lane lane, Queue<String> faults) {
        this.plan = plan;
        this.turn = turn;
        this.listener = listener;
        this.lane = lane;
        this.faults = faults;
    }

    boolean isOver() {
        return over;
    }

    void begin(Body body) {
        lane.execute(() -> {
            if (turn.early()) {
                answer();
            }
            switch (body) {
                case Body.Complete(ByteBuffer bytes) -> {
                    take(bytes);
                    ended();
                }
                case Body.Streamed() -> ask();
            }
        });
    }

    private void ask() {
        if (!over && credit < plan.credit()) {
            listener.credit(plan.credit());
            credit += plan.credit();
            listener.settled();
        }
    }

    private void take(ByteBuffer bytes) {
        if (!Pattern.goesOnWith(received, bytes)) {
            faults.add("the request is not what was sent, after " + received + " bytes");
        }
        received += bytes.remaining();
    }

    private void ended() {
        requestEnded = true;
        if (received != plan.request() && !over) {
            faults.add("the request ended after " + received + " of " + plan.request() + " bytes");
        }
        answer();
    }

    private void answer() {
        if (begun || over) {
            return;
        }
        if (turn.failAt() < 0) {
            finish(FAILED);
            return;
        }
        begun = true;
        listener.head(turn.status(), Headers.of(StormCaller.LENGTH, Integer.toString(turn.answer())));
        send();
    }

    private void send() {
        int until = Math.min(turn.answer(), turn.failAt());
        while (!over && sent < until && granted > 0) {
            int length = (int) Math.min(Math.min(turn.piece(), granted), until - sent);
            granted -= length;
            listener.data(ByteBuffer.wrap(Pattern.bytes(sent, length)));
            sent += length;
        }
        if (over) {
            return;
        }
        if (sent < until) {
            listener.settled();
        } else if (turn.fails()) {
            finish(FAILED);
        } else {
            listener.end(Headers.EMPTY);
            finish(new Outcome.Succeeded(turn.status()));
        }
    }

    private void finish(Outcome outcome) {
        if (!over) {
            over = true;
            listener.finished(outcome, Timings.NONE);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        lane.execute(() -> {
            credit -= copy.remaining();
            if (credit < 0 || requestEnded) {
                faults.add("it was written more than it asked for, or after the end");
            }
            take(copy);
            ask();
        });
    }

    @Override
    public void end(Headers trailers) {
        lane.execute(this::ended);
    }

    @Override
    public void grant(int bytes) {
        lane.execute(() -> {
            granted += bytes;
            if (begun) {
                send();
            }
        });
    }

    @Override
    public void cancel() {
        lane.execute(() -> finish(new Outcome.Cancelled()));
    }

    @Override
    public String toString() {
        return turn + " received " + received + " credit " + credit + " sent " + sent + " granted " + granted
                + (over ? " over" : "");
    }
}
