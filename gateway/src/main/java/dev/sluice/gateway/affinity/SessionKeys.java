package dev.sluice.gateway.affinity;

import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Cookies;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.gateway.security.RandomToken;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Keys of sessions, by a cookie (RFC 6265) whose value is 128 random bits that mean nothing. It names no instance, and whoever makes one up
 * gets a key as good as any other: he cannot tell where it leads.
 */
public record SessionKeys(String cookie, ToLongFunction<String> hash) implements CallKeys {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** RFC 9111, 5.2.2. */
    private static final Pattern FOR_ALL = Pattern.compile("(^|[\\s,])(public|s-maxage)\\b", Pattern.CASE_INSENSITIVE);

    @Override
    public long of(Invocation invocation) {
        String value = Cookies.value(invocation.head().headers(), cookie).orElse("");
        return value.isEmpty() ? SlotWaiter.NO_KEY : hash.applyAsLong(value);
    }

    @Override
    public Optional<SessionKeys> sessions() {
        return Optional.of(this);
    }

    /** Whether the caller of a call without a key is there to be given a cookie. */
    public boolean begins(Invocation invocation) {
        return invocation.terms().entryPoint() == EntryPoint.HTTP;
    }

    /** A new session for the caller of a call. */
    public Session begin(Invocation invocation) {
        String value = RandomToken.of(16, RANDOM);
        boolean secure = invocation
                .head()
                .headers()
                .first("x-forwarded-proto")
                .orElse("")
                .equals("https");
        return new Session(
                hash.applyAsLong(value),
                cookie + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : ""));
    }

    /**
     * A session that begins with a call.
     *
     * @param field what the answer says in {@code Set-Cookie}
     */
    public record Session(long key, String field) {

        /** Has the answer set the cookie. */
        public CallListener setBy(CallListener listener) {
            return new Setting(listener, this);
        }

        /** An answer that a cache keeps for all callers is left as it is: they would have one session in common. */
        Headers in(Headers answer) {
            boolean forAll = answer.all("cache-control").stream().anyMatch(FOR_ALL.asPredicate());
            return forAll ? answer : answer.plus("Set-Cookie", field);
        }
    }

    private record Setting(CallListener listener, Session session) implements ForwardingListener {
        @Override
        public void head(int status, Headers headers) {
            listener.head(status, session.in(headers));
        }
    }
}
