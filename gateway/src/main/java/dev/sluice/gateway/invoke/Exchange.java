package dev.sluice.gateway.invoke;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import java.nio.ByteBuffer;

/** An invocation on its instance: checks the answer, hands it on, and says what outcome the end on the wire is. */
final class Exchange implements StreamListener {

    private final PooledCall call;
    private final Slot slot;
    private final CallListener listener;
    private final AnswerCheck check;
    private final long sentNanos = System.nanoTime();
    private int toldStatus;
    private long bytesOut;

    Exchange(PooledCall call, Slot slot, Invocation invocation, CallListener listener) {
        this.call = call;
        this.slot = slot;
        this.listener = listener;
        this.check = new AnswerCheck(invocation.head().method());
    }

    @Override
    public void opened(Call stream) {
        call.sent(stream);
    }

    @Override
    public void credit(int bytes) {
        listener.credit(bytes);
    }

    @Override
    public void head(int status, Headers headers) {
        if (check.head(status, headers)) {
            toldStatus = status;
            listener.head(status, headers);
        } else {
            call.stop();
        }
    }

    @Override
    public void data(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (check.body(length)) {
            bytesOut += length;
            listener.data(bytes);
        } else {
            call.stop();
        }
    }

    @Override
    public void end(Headers trailers) {
        if (check.end(trailers)) {
            listener.end(trailers);
        }
    }

    @Override
    public void settled() {
        listener.settled();
    }

    @Override
    public void finished(StreamEnd end) {
        switch (end) {
            case StreamEnd.Answered(int status) ->
                over(check.fault().isEmpty() ? new Outcome.Succeeded(status) : badAnswer());
            case StreamEnd.Failed(InvokeFault fault, FunctionError error) -> failed(fault, error);
            case StreamEnd.NotSent() -> {
                Outcome fault = new Outcome.PlatformFault(
                        Component.RUNNER, "instance_gone", "The instance was gone before the call reached it.");
                slot.release(fault);
                call.notSent(fault);
            }
            case StreamEnd.LinkClosed(String protocolFault) -> linkClosed(protocolFault);
        }
    }

    private void failed(InvokeFault fault, FunctionError error) {
        Outcome told = call.cancelled()
                ? new Outcome.Cancelled()
                : check.fault().isEmpty() ? outcome(fault, error) : badAnswer();
        over(fault == InvokeFault.TIMED_OUT ? outcome(fault, error) : told, told);
    }

    private Outcome outcome(InvokeFault fault, FunctionError error) {
        return switch (fault) {
            case THREW -> new Outcome.Threw(error);
            case OUT_OF_MEMORY -> new Outcome.OutOfMemory(error.message());
            case BAD_INPUT -> new Outcome.BadInput(error);
            case BAD_ANSWER -> new Outcome.BadAnswer(error);
            case TIMED_OUT -> new Outcome.TimedOut(slot.version().spec().timeout(), error);
            case CANCELLED ->
                new Outcome.PlatformFault(
                        Component.RUNNER, "runner_broken", "The runner cancelled a call that nobody cancelled.");
        };
    }

    private Outcome badAnswer() {
        return new Outcome.BadAnswer(FunctionError.of(check.fault()));
    }

    private void linkClosed(String protocolFault) {
        if (protocolFault.isEmpty()) {
            Endings.of(slot.process(), slot.version().spec().memory(), outcome -> over(outcome, cancelledOr(outcome)));
        } else {
            Outcome fault = new Outcome.PlatformFault(
                    Component.RUNNER, "runner_broken", "The runner broke its protocol: " + protocolFault + ".");
            over(fault, cancelledOr(fault));
        }
    }

    private Outcome cancelledOr(Outcome outcome) {
        return call.cancelled() ? new Outcome.Cancelled() : outcome;
    }

    private void over(Outcome outcome) {
        over(outcome, outcome);
    }

    /**
     * The slot is given back before the caller is told, so that its next call finds it free.
     *
     * @param forSlot what the instance did, which decides whether it survives
     */
    private void over(Outcome forSlot, Outcome told) {
        slot.release(forSlot);
        call.over(told, toldStatus, slot.link().id().value(), bytesOut, System.nanoTime() - sentNanos);
    }
}
