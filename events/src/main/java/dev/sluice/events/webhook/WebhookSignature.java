package dev.sluice.events.webhook;

import java.nio.ByteBuffer;
import java.util.Base64;

/** Signs messages as Standard Webhooks 1.0.0 has it, symmetrically (github.com/standard-webhooks/standard-webhooks). */
public final class WebhookSignature {

    private WebhookSignature() {}

    /**
     * The value of {@code webhook-signature}.
     *
     * @param secret {@code whsec_} and base 64, or any other text, of which the bytes in UTF-8 are the key
     */
    public static String of(String secret, String id, long timestamp, ByteBuffer body) {
        byte[] signature = SigningKeys.sign(
                SigningKeys.SHA_256,
                SigningKeys.standardKey(secret),
                Standard.signed(id, Long.toString(timestamp)),
                body.duplicate());
        return Standard.PREFIX + Base64.getEncoder().encodeToString(signature);
    }
}
