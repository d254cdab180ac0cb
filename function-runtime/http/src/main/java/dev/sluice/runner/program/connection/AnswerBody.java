package dev.sluice.runner.program.connection;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of an answer as it arrives. Used by one thread. */
public sealed interface AnswerBody {

    /** A part of the body, good until the next is asked for. {@code last}: nothing follows. */
    record Piece(ByteBuffer bytes, boolean last) {}

    /** Whether the next piece is there, without waiting. */
    boolean isAtHand();

    /** The next piece; waits for it. Not to be called after the last one. */
    Piece next() throws IOException;

    private static ByteBuffer take(Connection connection, long most) {
        ByteBuffer arrived = connection.arrived();
        int length = (int) Math.min(arrived.remaining(), most);
        ByteBuffer piece = arrived.slice(arrived.position(), length);
        arrived.position(arrived.position() + length);
        return piece;
    }

    /** One of a length that the head tells. */
    final class Known implements AnswerBody {

        private final Connection connection;
        private final long bytes;
        private long left;

        Known(Connection connection, long bytes) {
            this.connection = connection;
            this.bytes = bytes;
            this.left = bytes;
        }

        @Override
        public boolean isAtHand() {
            return left == 0 || connection.arrived().hasRemaining();
        }

        @Override
        public Piece next() throws IOException {
            if (!isAtHand() && !connection.fillOrEnd()) {
                throw new EOFException("the program closed the connection after " + (bytes - left) + " of the " + bytes
                        + " bytes that its content-length says");
            }
            ByteBuffer piece = take(connection, left);
            left -= piece.remaining();
            return new Piece(piece, left == 0);
        }
    }

    /** One in chunks (RFC 9112, 7.1). Trailer fields are read over. */
    final class Chunked implements AnswerBody {

        private static final byte[] END = {'\r', '\n', '0', '\r', '\n', '\r', '\n'};
        private static final int MOST_LINE = 4 * 1024;
        private static final int MOST_TRAILERS = 64 * 1024;

        private final Connection connection;
        private long left;
        private boolean first = true;

        Chunked(Connection connection) {
            this.connection = connection;
        }

        @Override
        public boolean isAtHand() {
            return connection.arrived().hasRemaining();
        }

        @Override
        public Piece next() throws IOException {
            if (left == 0) {
                left = size();
                if (left == 0) {
                    readOverTrailers();
                    return new Piece(ByteBuffer.allocate(0), true);
                }
            }
            if (!connection.arrived().hasRemaining()) {
                connection.fill();
            }
            ByteBuffer piece = take(connection, left);
            left -= piece.remaining();
            return new Piece(piece, left == 0 && endIsAtHand());
        }

        private long size() throws IOException {
            if (!first && !connection.line(MOST_LINE).isEmpty()) {
                throw new BadAnswerException("a chunk of the program's answer is longer than it says");
            }
            first = false;
            String line = connection.line(MOST_LINE).split(";", 2)[0].strip();
            if (!line.matches("[0-9a-fA-F]{1,15}")) {
                throw new BadAnswerException("a chunk of the program's answer begins with '" + HeadLines.shown(line)
                        + "', which is no size");
            }
            return Long.parseLong(line, 16);
        }

        private void readOverTrailers() throws IOException {
            int most = MOST_TRAILERS;
            String line = connection.line(most);
            while (!line.isEmpty()) {
                most -= line.length();
                line = connection.line(most);
            }
        }

        /** Where the end has come with the last bytes, it is told with them. */
        private boolean endIsAtHand() {
            ByteBuffer arrived = connection.arrived();
            boolean ends = arrived.remaining() >= END.length
                    && arrived.slice(arrived.position(), END.length).equals(ByteBuffer.wrap(END));
            if (ends) {
                arrived.position(arrived.position() + END.length);
            }
            return ends;
        }
    }

    /** One that ends with the connection. */
    final class UntilClose implements AnswerBody {

        private final Connection connection;

        UntilClose(Connection connection) {
            this.connection = connection;
        }

        @Override
        public boolean isAtHand() {
            return connection.arrived().hasRemaining();
        }

        @Override
        public Piece next() throws IOException {
            boolean more = isAtHand() || connection.fillOrEnd();
            return more ? new Piece(take(connection, Long.MAX_VALUE), false) : new Piece(ByteBuffer.allocate(0), true);
        }
    }
}
