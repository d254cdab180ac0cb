package dev.sluice.runner.program.session;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.program.connection.AnswerBody;
import dev.sluice.runner.program.connection.AnswerHead;
import dev.sluice.runner.program.connection.AnswerHead.Framing;
import dev.sluice.runner.program.connection.BadAnswerException;
import dev.sluice.runner.program.connection.BadRequestException;
import dev.sluice.runner.program.connection.Connection;
import dev.sluice.runner.program.connection.RequestLines;
import dev.sluice.runner.program.connection.RequestLines.BodyLength;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One invocation: a request to the program.
 *
 * <p>A program cannot be interrupted. Of a call whose caller is gone it is told by the end of its request, and the call lasts until the
 * program shows that it has noticed, by an answer or the end of the connection. A call that is out of time is over at once: its
 * process is ended by the gateway.
 */
final class ListeningCall extends ProgramCall {

    /** A body of this size finds room in a socket, whatever the program does. */
    private static final int MOST_AT_ONCE = 16 * 1024;

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Listening listening;
    private @Nullable Connection connection;
    private volatile boolean requestWritten;

    ListeningCall(Listening listening, ProgramSession session, Frame.Invoke invoke) {
        super(session, invoke);
        this.listening = listening;
    }

    // The connection's thread.

    @Override
    protected void cancel(CancelCause cause) {
        Connection used;
        synchronized (this) {
            if (over || cancelled != null) {
                return;
            }
            cancelled = cause;
            used = connection;
        }
        if (cause == CancelCause.TIMED_OUT) {
            String how = isHeadSent() ? "the program had begun its answer" : "the program had not begun to answer";
            send(
                    new Frame.Error(
                            stream(),
                            InvokeFault.TIMED_OUT,
                            FunctionError.of(how + " when the time of the call was up")),
                    true);
        }
        body.close("the call was cancelled");
        window.close();
        if (used != null) {
            tell(used, cause);
        }
    }

    private static void tell(Connection used, CancelCause cause) {
        if (cause == CancelCause.TIMED_OUT) {
            used.close();
            return;
        }
        try {
            used.endRequest();
        } catch (IOException e) {
            used.close();
        }
    }

    // The invocation's thread.

    @Override
    public void run() {
        try {
            exchange();
        } catch (BadRequestException e) {
            end(error(InvokeFault.BAD_INPUT, e));
        } catch (BadAnswerException e) {
            end(error(InvokeFault.BAD_ANSWER, e));
        } catch (ProtocolException e) {
            end(new Frame.Error(
                    stream(),
                    InvokeFault.BAD_ANSWER,
                    FunctionError.of("the headers of the program's answer do not fit into a frame")));
        } catch (IOException e) {
            broken(e);
        } finally {
            close();
            Connection used = connection;
            if (used != null) {
                used.close();
            }
            session.finished(this);
        }
    }

    private void exchange() throws IOException, BadRequestException {
        OptionalLong announced = RequestLines.announced(invoke.head().headers());
        int whole = invoke.end() ? 0 : body.wholeLength();
        boolean atOnce = whole >= 0 && whole <= MOST_AT_ONCE;
        BodyLength length = invoke.end()
                ? new BodyLength.None()
                : whole >= 0
                        ? new BodyLength.Known(whole)
                        : announced.isPresent()
                                ? new BodyLength.Known(announced.getAsLong())
                                : new BodyLength.Chunked();
        byte[] head = RequestLines.of(
                invoke.head(), invoke.invocation(), listening.connections().port(), length);
        if (atOnce) {
            answer(readHead(joined(head, whole)));
        } else {
            Connection used = use(listening.connections().take());
            used.write(ByteBuffer.wrap(head));
            session.threads().newThread(() -> writeBody(used, length)).start();
            answer(used.head(invoke.head().method()));
        }
    }

    private byte[] joined(byte[] head, int whole) throws IOException {
        byte[] request = Arrays.copyOf(head, head.length + whole);
        int read = body.readNBytes(request, head.length, whole);
        if (read < whole) {
            throw new IOException("the call was cancelled");
        }
        return request;
    }

    /** Sends a whole request. Of one that may be repeated a kept connection that ends without an answer is no failure yet. */
    private AnswerHead readHead(byte[] request) throws IOException {
        Connection used = use(listening.connections().take());
        try {
            return readHead(used, request);
        } catch (BadAnswerException e) {
            throw e;
        } catch (IOException e) {
            if (!used.isReused()
                    || used.isAnswering()
                    || isCancelled()
                    || !RequestLines.isIdempotent(invoke.head().method())) {
                throw e;
            }
        }
        used.close();
        return readHead(use(listening.connections().fresh()), request);
    }

    private AnswerHead readHead(Connection used, byte[] request) throws IOException {
        used.write(ByteBuffer.wrap(request));
        requestWritten = true;
        return used.head(invoke.head().method());
    }

    private Connection use(Connection taken) throws IOException {
        synchronized (this) {
            connection = taken;
            if (cancelled != null) {
                throw new IOException("the call was cancelled");
            }
        }
        taken.connect();
        return taken;
    }

    /** On a thread of its own: the answer may come while the request is still being sent. */
    private void writeBody(Connection used, BodyLength length) {
        byte[] piece = new byte[Protocol.MAX_DATA_BYTES];
        long written = 0;
        try {
            for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
                if (length instanceof BodyLength.Chunked) {
                    used.write(
                            ByteBuffer.wrap((Integer.toHexString(read) + "\r\n").getBytes(StandardCharsets.US_ASCII)));
                    used.write(ByteBuffer.wrap(piece, 0, read));
                    used.write(ByteBuffer.wrap(LINE_END));
                } else {
                    used.write(ByteBuffer.wrap(piece, 0, read));
                }
                written += read;
            }
            if (length instanceof BodyLength.Known(long bytes) && written != bytes) {
                used.close();
                return;
            }
            if (length instanceof BodyLength.Chunked) {
                used.write(ByteBuffer.wrap(LAST_CHUNK));
            }
            requestWritten = true;
        } catch (IOException e) {
            // The call is over, or the program reads no more, which it may while it answers.
        }
    }

    private void answer(AnswerHead head) throws IOException {
        Connection used = Objects.requireNonNull(connection);
        Frame.Result result = new Frame.Result(stream(), head.status(), head.headers(), false);
        if (head.framing() instanceof Framing.NoBody) {
            letGo(used, head);
            end(new Frame.Result(stream(), head.status(), head.headers(), true));
            return;
        }
        AnswerBody answer = used.body(head);
        if (!answer.isAtHand()) {
            sendFirst(result);
        }
        AnswerBody.Piece piece = answer.next();
        while (!piece.last()) {
            send(result, piece.bytes(), false);
            piece = answer.next();
        }
        // Once it is let go of, the next call reads into the buffer that this is a view of.
        ByteBuffer last = ByteBuffer.allocate(piece.bytes().remaining());
        last.put(piece.bytes()).flip();
        letGo(used, head);
        send(result, last, true);
    }

    /** The program has answered: the next call may have the connection, before this one is told to be over. */
    private synchronized void letGo(Connection used, AnswerHead head) {
        if (cancelled == null && head.keepsConnection() && requestWritten) {
            connection = null;
            listening.connections().keep(used);
        }
    }

    /** The connection has ended in the middle. */
    private void broken(IOException e) {
        if (isCancelled()) {
            end(cancellation());
        } else if (!listening.programEnds()) {
            if (e instanceof ConnectException) {
                listening.programDoesNotListen();
            } else {
                end(new Frame.Error(stream(), InvokeFault.BAD_ANSWER, FunctionError.of(sentence(e))));
            }
        }
    }

    private String sentence(IOException e) {
        if (e instanceof EOFException) {
            return e.getMessage() + (isHeadSent() ? " before its answer was complete" : " without an answer");
        }
        return "the connection to the program broke"
                + (isHeadSent() ? " before its answer was complete: " : " before it answered: ") + e.getMessage();
    }

    // Both.

    @Override
    protected void settleOutput() {
        listening.settleOutput();
    }
}
