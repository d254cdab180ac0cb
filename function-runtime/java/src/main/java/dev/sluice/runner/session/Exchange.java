package dev.sluice.runner.session;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.binding.AuthorException;
import dev.sluice.runner.binding.BadInputException;
import dev.sluice.runner.failure.FailureReport;
import dev.sluice.runner.function.LoadedFunction;
import dev.sluice.runner.http.Answer;
import dev.sluice.runner.http.BadAnswerException;
import dev.sluice.runner.http.UnsendableItemException;
import dev.sluice.runner.link.RunnerCall;
import dev.sluice.runner.output.FunctionLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One invocation: runs the function. */
final class Exchange extends RunnerCall {

    private static final int MAX_CAUSES = 10;

    private final Session session;
    private final LoadedFunction function;
    private final FunctionLog log;
    private @Nullable Thread thread;
    private boolean headSent;

    Exchange(Session session, LoadedFunction function, Frame.Invoke invoke) {
        super(session.outbox(), invoke);
        this.session = session;
        this.function = function;
        log = session.log().ofCall((source, line) -> session.line(isOver() ? 0 : invoke.stream(), source, line));
    }

    // The connection's thread.

    @Override
    protected void cancel(CancelCause cause) {
        Thread running;
        synchronized (this) {
            if (over || cancelled != null) {
                return;
            }
            cancelled = cause;
            running = thread;
        }
        FunctionError where = cause == CancelCause.TIMED_OUT ? whereItStands(running) : FunctionError.of("");
        if (cause == CancelCause.TIMED_OUT) {
            end(new Frame.Error(stream(), InvokeFault.TIMED_OUT, where));
        }
        body.close("the call was cancelled");
        window.close();
        if (running != null) {
            running.interrupt();
        }
    }

    private static FunctionError whereItStands(@Nullable Thread running) {
        if (running == null) {
            return FunctionError.of("the call had not begun: the function's other calls keep all processors busy");
        }
        return FailureReport.where("the call was still running when its time was up", running.getStackTrace());
    }

    // The invocation's thread.

    @Override
    public void run() {
        try {
            if (begin()) {
                answer();
            }
        } catch (Throwable thrown) {
            fail(thrown);
        } finally {
            close();
            session.finished(this);
        }
    }

    private synchronized boolean begin() {
        thread = Thread.currentThread();
        if (cancelled != null) {
            end(cancellation());
            return false;
        }
        return true;
    }

    private void answer() throws Throwable {
        Thread.currentThread().setContextClassLoader(function.classes());
        session.console().enter(log);
        CallContext context = new CallContext(
                session.instance(),
                invoke.invocation(),
                invoke.head().headers(),
                Instant.now().plusMillis(invoke.runMillis()),
                this::isCancelled,
                this::progress);
        Answer answer = function.call(invoke.head(), body, context);
        switch (answer.body()) {
            case Answer.Body.None() -> end(head(answer, true));
            case Answer.Body.Whole(byte[] bytes) -> {
                if (bytes.length == 0) {
                    end(head(answer, true));
                } else {
                    send(answer, bytes, bytes.length, true);
                }
            }
            case Answer.Body.Written(var writer) -> {
                ResponseBody out =
                        new ResponseBody((bytes, length, last) -> send(answer, bytes, length, last), answer.length());
                writer.writeTo(out);
                out.finish();
            }
        }
    }

    private Frame.Result head(Answer answer, boolean end) {
        return new Frame.Result(stream(), answer.status(), answer.headers(), end);
    }

    /** Sends the head if that is still to be done, and a piece of the body as fast as the window allows. */
    private void send(Answer answer, byte[] bytes, int length, boolean last) throws IOException {
        if (length == 0) {
            end(headSent ? new Frame.Data(stream(), ByteBuffer.allocate(0), true) : head(answer, true));
            return;
        }
        int sent = 0;
        while (sent < length) {
            session.outbox().awaitRoom();
            int step = window.take(Math.min(length - sent, Protocol.MAX_DATA_BYTES));
            boolean end = last && sent + step == length;
            Frame.Data piece = new Frame.Data(stream(), ByteBuffer.wrap(bytes, sent, step), end);
            if (headSent) {
                sendPiece(piece);
            } else {
                headSent = true;
                sendPieces(head(answer, false), piece);
            }
            sent += step;
        }
    }

    private void sendPiece(Frame.Data piece) throws IOException {
        if (piece.end()) {
            end(piece);
        } else if (!send(piece, false)) {
            throw new IOException("the call is over: nobody reads its answer any more");
        }
    }

    private void sendPieces(Frame.Result head, Frame.Data piece) {
        if (piece.end()) {
            log.close();
        }
        synchronized (this) {
            if (!over && cancelled == null) {
                session.outbox().send(head, piece);
                over = piece.end();
                return;
            }
        }
        end(cancellation());
    }

    /**
     * Calls take turns at this, so that no more than one piece waits beyond the room for all. Not told if this thread is
     * interrupted while the gateway does not read: the call is about to end then.
     */
    private void progress(byte[] bytes) {
        if (bytes.length > Protocol.MAX_PROGRESS_BYTES) {
            throw new IllegalArgumentException("the progress of a call may have " + Protocol.MAX_PROGRESS_BYTES
                    + " bytes, this has " + bytes.length);
        }
        if (session.uses(Feature.PROGRESS)) {
            try {
                session.progressTurn().lockInterruptibly();
                try {
                    session.outbox().awaitRoom();
                    send(new Frame.Progress(stream(), ByteBuffer.wrap(bytes)), false);
                } finally {
                    session.progressTurn().unlock();
                }
            } catch (InterruptedException | InterruptedIOException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void fail(Throwable thrown) {
        if (isOutOfMemory(thrown)) {
            end(new Frame.Error(stream(), InvokeFault.OUT_OF_MEMORY, FailureReport.of(thrown)));
            session.outOfMemory();
            return;
        }
        if (isCancelled()) {
            end(cancellation());
            return;
        }
        end(
                switch (thrown) {
                    case BadInputException e -> error(InvokeFault.BAD_INPUT, e);
                    case BadAnswerException e -> error(InvokeFault.BAD_ANSWER, e);
                    case UnsendableItemException e -> error(InvokeFault.BAD_ANSWER, e);
                    case AuthorException e ->
                        new Frame.Error(stream(), InvokeFault.THREW, FailureReport.of(e.thrown()));
                    case ResponseBody.LengthException e -> error(InvokeFault.BAD_ANSWER, e);
                    case ProtocolException _ ->
                        new Frame.Error(
                                stream(),
                                InvokeFault.BAD_ANSWER,
                                FunctionError.of("the headers of the answer are larger than 1 MiB in all"));
                    default -> new Frame.Error(stream(), InvokeFault.THREW, FailureReport.of(thrown));
                });
    }

    private static boolean isOutOfMemory(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    @Override
    protected void settleOutput() {
        log.close();
    }
}
