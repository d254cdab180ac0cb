package dev.sluice.events.invocation;

import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.payload.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Tells requests apart: SHA-256 over method, path, query and body, of one that is too long for a record over its digest, the first 128 bits
 * in hexadecimal digits.
 */
final class RequestDigest {

    private RequestDigest() {}

    static String of(QueuedCall call) {
        RequestHead head = call.head();
        MessageDigest digest = Digest.sha256();
        String line = String.join("\n", head.method(), head.path(), head.query(), "");
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update(body(call.body()));
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static ByteBuffer body(Payload body) {
        return switch (body) {
            case Payload.Kept kept -> bytes(kept.digest());
            case Payload.Inline inline -> inline.isLong() ? bytes(digest(inline.content())) : inline.content();
        };
    }

    private static Digest digest(ByteBuffer content) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(content);
        return Digest.of(sha256);
    }

    private static ByteBuffer bytes(Digest digest) {
        return ByteBuffer.wrap(digest.hex().getBytes(StandardCharsets.UTF_8));
    }
}
