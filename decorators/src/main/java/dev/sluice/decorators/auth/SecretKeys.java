package dev.sluice.decorators.auth;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.SecretName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;

/** Keys kept as secrets. A secret that changes or goes counts after {@link #FRESH} at the latest. */
final class SecretKeys {

    static final Duration FRESH = Duration.ofSeconds(2);

    private final DecoratorSite site;
    private final List<SecretName> names;
    private final AuthenticationResult unknown;
    private volatile Table table;

    private record Table(long readAt, List<Entry> entries) {

        /** Looks at all of them whatever comes, so that the time tells nothing. */
        AuthenticationResult check(String key, AuthenticationResult unknown) {
            byte[] digest = digest(key);
            AuthenticationResult owner = unknown;
            for (Entry entry : entries) {
                boolean same = MessageDigest.isEqual(entry.digest(), digest);
                owner = same ? new AuthenticationResult.Known(entry.subject()) : owner;
            }
            return owner;
        }
    }

    private record Entry(String subject, byte[] digest) {}

    /** Throws {@link IllegalArgumentException} if one of the secrets is not there. {@code unknown}: why others are refused. */
    SecretKeys(DecoratorSite site, List<SecretName> names, String unknown) {
        this.site = site;
        this.names = names;
        this.unknown = new AuthenticationResult.Refused(unknown);
        names.forEach(name -> Secrets.required(site, name));
        this.table = read();
    }

    private Table read() {
        List<Entry> entries = names.stream()
                .flatMap(name -> site.secret(name).map(SecretValue::reveal).stream()
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .map(key -> new Entry(name.value(), digest(key))))
                .toList();
        return new Table(site.timers().nanos(), entries);
    }

    /** Whose key it is, refused if it is nobody's. */
    AuthenticationResult check(String key) {
        Table now = table;
        return isFresh(now)
                ? now.check(key, unknown)
                : new AuthenticationResult.Later(() -> refreshed().check(key, unknown));
    }

    private boolean isFresh(Table read) {
        return site.timers().nanos() - read.readAt() < FRESH.toNanos();
    }

    /** Reads the secrets unless somebody has just done so, so that those who wait together read them once. */
    private synchronized Table refreshed() {
        if (!isFresh(table)) {
            table = read();
        }
        return table;
    }

    private static byte[] digest(String key) {
        return Digest.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
    }
}
