package dev.sluice.examples.stamp;

import dev.sluice.core.catalog.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The value of the header field {@code Stamp}: who made an answer, when, and a signature if there is a key. */
record Stamp(String by, Instant at) {

    static final String HEADER = "Stamp";

    String plain() {
        return "by=\"" + by + "\", at=\"" + at + "\"";
    }

    /** With the HMAC-SHA-256 (RFC 2104) of the plain stamp, a line feed, and the body. */
    String signed(SecretValue key, ByteBuffer body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((plain() + "\n").getBytes(StandardCharsets.UTF_8));
            mac.update(body.duplicate());
            return plain() + ", mac=\"" + HexFormat.of().formatHex(mac.doFinal()) + "\"";
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
