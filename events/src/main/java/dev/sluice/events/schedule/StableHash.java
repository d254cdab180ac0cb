package dev.sluice.events.schedule;

import dev.sluice.core.function.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** SHA-256 of texts, the same in every process and release. */
final class StableHash {

    private StableHash() {}

    /** 32 bytes. */
    static ByteBuffer of(String... texts) {
        return ByteBuffer.wrap(Digest.sha256().digest(String.join("\n", texts).getBytes(StandardCharsets.UTF_8)));
    }
}
