package dev.sluice.events.deadletter;

import java.nio.ByteBuffer;

/** Makes views of bytes that nobody can change or move through another. */
final class ReadOnly {

    private ReadOnly() {}

    static ByteBuffer of(ByteBuffer bytes) {
        return bytes.slice().asReadOnlyBuffer();
    }
}
