package dev.sluice.gateway.security;

import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Seals texts by HMAC-SHA-256, so that only who has the key can make a seal: one gateway, or all that share one. Thread-safe. */
public final class SealKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    private SealKey(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** That of one gateway, until it ends. */
    public static SealKey own(SecureRandom random) {
        return new SealKey(bytes(random));
    }

    /**
     * That of all gateways that share {@code state}, also after a restart. May block.
     *
     * @param place where they have it, in base 64
     * @throws dev.sluice.core.catalog.StorageException if the state fails
     */
    public static SealKey shared(KeyedState state, StateKey place, SecureRandom random) {
        String own = Base64.getEncoder().encodeToString(bytes(random));
        Optional<Version> first =
                state.get(place).isPresent() ? Optional.empty() : state.put(place, own, Version.NONE, Instant.MAX);
        String key = first.map(_ -> own)
                .or(() -> state.get(place).map(KeyedState.Entry::value))
                .orElse(own);
        return new SealKey(Base64.getDecoder().decode(key));
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The seal of a text, cut to so many bytes, in URL-safe base 64. */
    public String seal(String text, int bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] sum = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sum, bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Whether {@code seal} is that of a text; compares in constant time. */
    public boolean isSeal(String seal, String text, int bytes) {
        return MessageDigest.isEqual(
                seal(text, bytes).getBytes(StandardCharsets.UTF_8), seal.getBytes(StandardCharsets.UTF_8));
    }
}
