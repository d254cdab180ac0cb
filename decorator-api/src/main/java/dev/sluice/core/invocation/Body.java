package dev.sluice.core.invocation;

import java.nio.ByteBuffer;

/** An invocation's body as it enters the platform. */
public sealed interface Body {

    Body EMPTY = new Complete(ByteBuffer.allocate(0));

    /** All of it, at hand now; at most {@link #MAX_COMPLETE} bytes. The buffer is read once and must not be changed. */
    record Complete(ByteBuffer bytes) implements Body {
        public Complete {
            if (bytes.remaining() > MAX_COMPLETE) {
                throw new IllegalArgumentException("a complete body has at most " + MAX_COMPLETE
                        + " bytes, this one has " + bytes.remaining() + ": stream it");
            }
        }
    }

    /** It will be written piece by piece through {@link Call}, as credit allows. */
    record Streamed() implements Body {}

    /** All of {@code bytes}, which are to be written as credit allows if they are too many to be handed over at once. */
    static Body of(ByteBuffer bytes) {
        return bytes.remaining() <= MAX_COMPLETE ? new Complete(bytes.duplicate()) : new Streamed();
    }

    /** 64 KiB, the initial window of a stream: what may be sent before the other side has granted anything. */
    int MAX_COMPLETE = 64 * 1024;
}
