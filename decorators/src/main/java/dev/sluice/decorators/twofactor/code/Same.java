package dev.sluice.decorators.twofactor.code;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Compares so that the time taken does not tell how much of a guess is right. */
public final class Same {

    private Same() {}

    public static boolean text(String secret, String guess) {
        return MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), guess.getBytes(StandardCharsets.UTF_8));
    }
}
