package dev.sluice.events.payload;

import dev.sluice.core.function.Digest;
import java.nio.ByteBuffer;

/** The body of a call, or of an answer: itself, or the name of a file that holds it. */
public sealed interface Payload {

    /** 256 KiB: what is longer is kept in a file. */
    int MOST_INLINE = 256 * 1024;

    /** 64 MiB: the longest. */
    int MOST = 64 * 1024 * 1024;

    Payload NONE = new Inline(ByteBuffer.allocate(0));

    /** How long it is. */
    int bytes();

    static Payload of(ByteBuffer content) {
        return content.hasRemaining() ? new Inline(content) : NONE;
    }

    /** What stands in a record as it is. {@code content}: read-only, at most {@link #MOST} bytes. */
    record Inline(ByteBuffer content) implements Payload {

        public Inline {
            checked(content.remaining());
            content = content.slice().asReadOnlyBuffer();
        }

        /** A view of its own for each caller, from the first byte on. */
        @Override
        public ByteBuffer content() {
            return content.duplicate();
        }

        @Override
        public int bytes() {
            return content.remaining();
        }

        /** Whether it is too long to stand in a record. */
        public boolean isLong() {
            return bytes() > MOST_INLINE;
        }

        /** Without the bytes. */
        @Override
        public String toString() {
            return bytes() + " bytes";
        }
    }

    /** What is kept in a file of {@link KeptPayloads} under the SHA-256 of its bytes. */
    record Kept(Digest digest, int bytes) implements Payload {

        public Kept {
            checked(bytes);
        }
    }

    private static void checked(int bytes) {
        if (bytes < 0 || bytes > MOST) {
            throw new IllegalArgumentException("a body of a call that waits, and its answer, have at most " + MOST
                    + " bytes, this one has " + bytes);
        }
    }
}
