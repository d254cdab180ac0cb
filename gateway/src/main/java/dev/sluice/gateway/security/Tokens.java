package dev.sluice.gateway.security;

import dev.sluice.core.function.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what the bearer of a token may do. Thread-safe; never blocks. */
public final class Tokens {

    private final byte[] admin;
    private final byte[] invoke;

    /** {@code admin} may manage and call, {@code invoke} may only call functions that want a token. */
    public Tokens(String admin, String invoke) {
        this.admin = digest(admin);
        this.invoke = digest(invoke);
    }

    /** What came of looking at an {@code Authorization} header. */
    public enum Answer {
        ALLOWED,
        NO_TOKEN,
        WRONG_TOKEN
    }

    /** Whether the bearer may manage the platform; {@code authorization} is the header's value. */
    public Answer mayManage(@Nullable String authorization) {
        return bearer(authorization)
                .map(token -> same(token, admin) ? Answer.ALLOWED : Answer.WRONG_TOKEN)
                .orElse(Answer.NO_TOKEN);
    }

    /** Whether {@code token} opens functions with {@code access: token}. */
    public boolean opensFunctions(String token) {
        // Both are compared always, so that the time taken tells nothing.
        return same(token, admin) | same(token, invoke);
    }

    private static Optional<String> bearer(@Nullable String authorization) {
        if (authorization == null || authorization.length() < 7) {
            return Optional.empty();
        }
        String scheme = authorization.substring(0, 7).toLowerCase(Locale.ROOT);
        return scheme.equals("bearer ") ? Optional.of(authorization.substring(7).strip()) : Optional.empty();
    }

    private static boolean same(String token, byte[] expected) {
        return MessageDigest.isEqual(digest(token), expected);
    }

    private static byte[] digest(String token) {
        return Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
