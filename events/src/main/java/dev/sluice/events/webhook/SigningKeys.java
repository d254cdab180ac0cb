package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that may have signed a delivery.
 *
 * @param algorithm of {@link Mac}
 */
record SigningKeys(String algorithm, List<byte[]> keys) {

    static final String SHA_256 = "HmacSHA256";

    /** More signatures than that are not looked at. */
    static final int MOST_SIGNATURES = 16;

    /** The texts of the secrets themselves, as UTF-8. */
    static SigningKeys ofTexts(String algorithm, List<SecretValue> secrets) {
        return new SigningKeys(
                algorithm,
                secrets.stream()
                        .map(secret -> secret.reveal().getBytes(StandardCharsets.UTF_8))
                        .filter(key -> key.length > 0)
                        .toList());
    }

    /** Whether one of them makes one of these signatures of the prefix and the body; looks at all of them, each in constant time. */
    boolean make(List<byte[]> signatures, String prefix, ByteBuffer body) {
        boolean made = false;
        for (byte[] key : keys) {
            byte[] expected = sign(algorithm, key, prefix, body.duplicate());
            for (byte[] signature : signatures.subList(0, Math.min(signatures.size(), MOST_SIGNATURES))) {
                made |= MessageDigest.isEqual(expected, signature);
            }
        }
        return made;
    }

    /** What a key makes of the prefix and the body. */
    static byte[] sign(String algorithm, byte[] key, String prefix, ByteBuffer body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            mac.update(body);
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
