package dev.sluice.decorators.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.SecretName;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Users and the bcrypt hashes of their passwords, from a secret that is read again after {@link SecretKeys#FRESH}. A
 * check is slow on purpose: one that was good is remembered for a minute under a keyed hash, and all decorators together
 * check on no more than half of the processors, so that a flood of guesses does not starve the calls.
 */
final class Passwords {

    private static final Semaphore CHECKS =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 10_000;

    private final DecoratorSite site;
    private final SecretName name;
    private final Cache<String, Boolean> good;
    private final SecretKeySpec key;
    private volatile Table table;

    private record Table(long readAt, Map<String, String> hashes) {}

    /** Throws {@link IllegalArgumentException} with a sentence if the secret is not there or has a line that is wrong. */
    Passwords(DecoratorSite site, SecretName name) {
        this.site = site;
        this.name = name;
        this.good = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .ticker(site.timers()::nanos)
                .build();
        byte[] random = new byte[32];
        site.services().secureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
        this.table = new Table(site.timers().nanos(), PasswordFile.parse(name, Secrets.required(site, name)));
    }

    /** At once if the password was good just now. */
    AuthenticationResult check(String user, String password) {
        Table now = table;
        return isFresh(now) && isRemembered(user, password, now)
                ? new AuthenticationResult.Known(user)
                : new AuthenticationResult.Later(() -> slowly(user, password, refreshed()));
    }

    private boolean isRemembered(String user, String password, Table now) {
        String hash = now.hashes().get(user);
        return hash != null && good.getIfPresent(print(user, password, hash)) != null;
    }

    private AuthenticationResult slowly(String user, String password, Table now) {
        if (isRemembered(user, password, now)) {
            return new AuthenticationResult.Known(user);
        }
        try {
            if (!CHECKS.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return new AuthenticationResult.Unknown("Too many passwords are being checked. Try again in a while.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new AuthenticationResult.Unknown("The caller has gone.");
        }
        String hash = now.hashes().get(user);
        try {
            // A user that nobody knows takes as long as one that is known.
            String against = hash == null ? now.hashes().values().iterator().next() : hash;
            boolean same = BCrypt.checkpw(password, against);
            if (hash == null || !same) {
                return new AuthenticationResult.Refused(hash == null ? "unknown_user" : "wrong_password");
            }
        } finally {
            CHECKS.release();
        }
        good.put(print(user, password, hash), true);
        return new AuthenticationResult.Known(user);
    }

    private boolean isFresh(Table read) {
        return site.timers().nanos() - read.readAt() < SecretKeys.FRESH.toNanos();
    }

    /** The users as they are now; what cannot be read any more leaves nobody in. */
    private synchronized Table refreshed() {
        if (!isFresh(table)) {
            String text = site.secret(name).map(SecretValue::reveal).orElse("");
            table = new Table(site.timers().nanos(), PasswordFile.parse(name, text));
        }
        return table;
    }

    private String print(String user, String password, String hash) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            String all = user.length() + ":" + user + password.length() + ":" + password + hash;
            return Base64.getEncoder().encodeToString(mac.doFinal(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
