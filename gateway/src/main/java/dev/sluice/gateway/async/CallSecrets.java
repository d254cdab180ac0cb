package dev.sluice.gateway.async;

import dev.sluice.core.invocation.InvocationId;
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

/**
 * The secret of each call, which only the answer that accepted it carries, and which opens its outcome: made from its id with a key that
 * all gateways share, so that none has to be kept. Thread-safe.
 */
public final class CallSecrets {

    /** Where gateways that share keyed state have their key, in base 64. */
    private static final StateKey KEY = new StateKey("call-secret", "key");

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int SECRET_BYTES = 24;

    private final SecretKeySpec key;

    private CallSecrets(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Those of all gateways that share {@code state}, also after a restart. May block.
     *
     * @throws dev.sluice.core.catalog.StorageException if the state fails
     */
    public static CallSecrets shared(KeyedState state, SecureRandom random) {
        String own = Base64.getEncoder().encodeToString(bytes(random));
        Optional<Version> first =
                state.get(KEY).isPresent() ? Optional.empty() : state.put(KEY, own, Version.NONE, Instant.MAX);
        String key = first.map(_ -> own)
                .or(() -> state.get(KEY).map(KeyedState.Entry::value))
                .orElse(own);
        return new CallSecrets(Base64.getDecoder().decode(key));
    }

    /** Those of one gateway, until it ends. */
    public static CallSecrets own(SecureRandom random) {
        return new CallSecrets(bytes(random));
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    /** 32 characters of base 64 for addresses. */
    String of(InvocationId id) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] sum = mac.doFinal(id.value().getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sum, SECRET_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Whether {@code secret} opens the outcome of this call; compares in constant time. */
    public boolean opens(String secret, InvocationId id) {
        return MessageDigest.isEqual(of(id).getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }
}
