package dev.sluice.runner.command;

import dev.sluice.core.protocol.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The body of an answer as a stream: it is sent in pieces, the last of which its end tells. Not thread-safe. */
final class AnswerStream extends OutputStream {

    private final Pieces pieces;
    private final ByteBuffer piece = ByteBuffer.allocate(Protocol.MAX_DATA_BYTES);

    /** Where pieces of a body go. */
    interface Pieces {
        /** Waits until it may be sent. */
        void send(ByteBuffer bytes, boolean last) throws IOException;
    }

    AnswerStream(Pieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!piece.hasRemaining()) {
                send(false);
            }
            int step = Math.min(length - done, piece.remaining());
            piece.put(bytes, offset + done, step);
            done += step;
        }
    }

    private void send(boolean last) throws IOException {
        pieces.send(piece.flip(), last);
        piece.clear();
    }

    /** Tells once that the body is complete. Nothing tells it where a body breaks off. */
    void end() throws IOException {
        send(true);
    }
}
