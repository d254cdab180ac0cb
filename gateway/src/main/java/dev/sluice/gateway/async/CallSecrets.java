package dev.sluice.gateway.async;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.gateway.security.SealKey;
import java.security.SecureRandom;

/**
 * The secret of each call, which only the answer that accepted it carries, and which opens its outcome: made from its id with a key that
 * all gateways share, so that none has to be kept. Thread-safe.
 */
public final class CallSecrets {

    /** Where gateways that share keyed state have their key, in base 64. */
    private static final StateKey KEY = new StateKey("call-secret", "key");

    private static final int SECRET_BYTES = 24;

    private final SealKey key;

    private CallSecrets(SealKey key) {
        this.key = key;
    }

    /**
     * Those of all gateways that share {@code state}, also after a restart. May block.
     *
     * @throws dev.sluice.core.catalog.StorageException if the state fails
     */
    public static CallSecrets shared(KeyedState state, SecureRandom random) {
        return new CallSecrets(SealKey.shared(state, KEY, random));
    }

    /** Those of one gateway, until it ends. */
    public static CallSecrets own(SecureRandom random) {
        return new CallSecrets(SealKey.own(random));
    }

    /** 32 characters of base 64 for addresses. */
    String of(InvocationId id) {
        return key.seal(id.value(), SECRET_BYTES);
    }

    /** Whether {@code secret} opens the outcome of this call; compares in constant time. */
    public boolean opens(String secret, InvocationId id) {
        return key.isSeal(secret, id.value(), SECRET_BYTES);
    }
}
