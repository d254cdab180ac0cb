package dev.sluice.runner.program.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.runner.link.RunnerCall;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One invocation of a program, whose answer is sent as fast as the gateway's window allows. */
public abstract class ProgramCall extends RunnerCall {

    protected final ProgramSession session;
    private boolean headSent;

    protected ProgramCall(ProgramSession session, Frame.Invoke invoke) {
        super(session.outbox(), invoke);
        this.session = session;
    }

    /**
     * Sends a piece of the answer's body, and the head before the first of them; waits for the window.
     *
     * @throws IOException if the call is over
     */
    protected final void send(Frame.Result result, ByteBuffer bytes, boolean last) throws IOException {
        do {
            session.outbox().awaitRoom();
            int step = bytes.hasRemaining() ? window.take(Math.min(bytes.remaining(), Protocol.MAX_DATA_BYTES)) : 0;
            ByteBuffer part = bytes.slice(bytes.position(), step);
            bytes.position(bytes.position() + step);
            sendPiece(result, new Frame.Data(stream(), part, last && !bytes.hasRemaining()));
        } while (bytes.hasRemaining());
    }

    private void sendPiece(Frame.Result result, Frame.Data piece) throws IOException {
        if (!piece.end() && !piece.bytes().hasRemaining()) {
            return;
        }
        if (piece.end()) {
            settleOutput();
        }
        boolean sent;
        synchronized (this) {
            sent = !over && cancelled == null;
            if (sent && headSent) {
                session.outbox().send(piece);
            } else if (sent) {
                session.outbox().send(result, piece);
            }
            headSent = true;
            over |= sent && piece.end();
        }
        if (!sent) {
            throw new IOException("the call is over: nobody reads its answer any more");
        }
    }

    /** Sends the head alone, where the body is yet to come. */
    protected final void sendFirst(Frame.Result result) throws IOException {
        synchronized (this) {
            if (!over && cancelled == null) {
                session.outbox().send(result);
                headSent = true;
                return;
            }
        }
        throw new IOException("the call is over: nobody reads its answer any more");
    }

    /** Whether the gateway was told the head of the answer. */
    protected final synchronized boolean isHeadSent() {
        return headSent;
    }
}
