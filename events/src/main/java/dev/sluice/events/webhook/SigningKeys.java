package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that may have signed a delivery.
 *
 * @param algorithm of {@link Mac}
 */
record SigningKeys(String algorithm, List<byte[]> keys) {

    static final String SHA_256 = "HmacSHA256";

    private static final String STANDARD_PREFIX = "whsec_";

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

    /** The keys of Standard Webhooks. */
    static SigningKeys ofStandard(List<SecretValue> secrets) {
        return new SigningKeys(
                SHA_256,
                secrets.stream()
                        .map(secret -> standardKey(secret.reveal()))
                        .filter(key -> key.length > 0)
                        .toList());
    }

    /** What a secret of Standard Webhooks is as a key: behind {@code whsec_} it is base 64, and any other text is the key itself, as UTF-8. */
    static byte[] standardKey(String secret) {
        String text = secret.strip();
        return Optional.of(text)
                .filter(written -> written.startsWith(STANDARD_PREFIX))
                .flatMap(written -> SignatureText.base64(written.substring(STANDARD_PREFIX.length())))
                .orElseGet(() -> secret.getBytes(StandardCharsets.UTF_8));
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
