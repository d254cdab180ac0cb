package dev.sluice.gateway.security;

import java.security.SecureRandom;
import java.util.Base64;

/** Texts that nobody guesses. */
public final class RandomToken {

    private RandomToken() {}

    /** So many random bytes in URL-safe base 64. */
    public static String of(int bytes, SecureRandom random) {
        byte[] bits = new byte[bytes];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
