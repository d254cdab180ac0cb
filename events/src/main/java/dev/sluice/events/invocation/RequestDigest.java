package dev.sluice.events.invocation;

import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.call.QueuedCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Tells requests apart: SHA-256 over method, path, query and body, the first 128 bits in hexadecimal digits. */
final class RequestDigest {

    private RequestDigest() {}

    static String of(QueuedCall call) {
        RequestHead head = call.head();
        MessageDigest digest = Digest.sha256();
        String line = String.join("\n", head.method(), head.path(), head.query(), "");
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update(call.body());
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
