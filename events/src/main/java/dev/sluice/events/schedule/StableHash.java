package dev.sluice.events.schedule;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of texts, the same in every process and release. */
final class StableHash {

    private StableHash() {}

    /** 32 bytes. */
    static ByteBuffer of(String... texts) {
        try {
            String all = String.join("\n", texts);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
