package dev.sluice.store.state;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.core.state.Watches;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Records in a Redis or Valkey server that gateways share: each a hash of {@code mark} (its version) and {@code value} under
 * {@code sluice:AREA:NAME}; {@code sluice:version} counts. Changes are scripts, which the server runs alone
 * (redis.io/docs/latest/develop/programmability/eval-intro), and they are published on the channel {@code sluice:changed}.
 * How durable an acknowledged write is, is the server's setting: {@code appendfsync always} is what the directory does. A
 * replica that takes over may lack the last ones. Calls wait at most {@link #PATIENCE} and must not be made on an event loop.
 */
public final class RedisKeyedState implements KeyedState, AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** On it the keys of records that changed are published. */
    static final String CHANNEL = "sluice:changed";

    private static final String PREFIX = "sluice:";
    private static final String COUNTER = "sluice:version";
    private static final String SCAN_AT_ONCE = "1000";

    /** Record, counter; expected version or nothing, value, milliseconds to live or 0, channel. Answers the version or 0. */
    private static final String COMPARE_AND_SET = """
            if (redis.call('HGET', KEYS[1], 'mark') or '') ~= ARGV[1] then return 0 end
            local version = redis.call('INCR', KEYS[2])
            redis.call('HSET', KEYS[1], 'mark', version, 'value', ARGV[2])
            if ARGV[3] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
            redis.call('PUBLISH', ARGV[4], KEYS[1])
            return version
            """;

    /** Record; expected version or nothing for any, channel. Answers 1 or 0. */
    private static final String DELETE = """
            if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'mark') ~= ARGV[1] then return 0 end
            local gone = redis.call('DEL', KEYS[1])
            if gone == 1 then redis.call('PUBLISH', ARGV[2], KEYS[1]) end
            return gone
            """;

    /** Record, counter. Gives a record a version whose mark is a UUID: so builds before keyed state wrote them. */
    private static final String NUMBER = """
            local mark = redis.call('HGET', KEYS[1], 'mark')
            if mark and string.find(mark, '-', 1, true) then
                redis.call('HSET', KEYS[1], 'mark', redis.call('INCR', KEYS[2]))
            end
            return 1
            """;

    private final String place;
    private final Redis redis;
    private final InstantSource clock;
    private final Watches watches = new Watches();
    private final RedisEvents events;

    private RedisKeyedState(String place, Redis redis, Vertx vertx, InstantSource clock) {
        this.place = place;
        this.redis = redis;
        this.clock = clock;
        this.events = new RedisEvents(redis, vertx, this::told, watches::anyChanged);
    }

    /**
     * Talks to the server at {@code address}, {@code redis://} or {@code rediss://} with user and password if need be. The
     * connection is made with the first call, and again after it broke.
     */
    public static RedisKeyedState at(String address, Vertx vertx, InstantSource clock) {
        RedisOptions options = new RedisOptions().setConnectionString(address).setMaxPoolSize(8);
        return new RedisKeyedState(withoutPassword(address), Redis.createClient(vertx, options), vertx, clock);
    }

    @Override
    public Consistency consistency() {
        return Consistency.EVENTUAL;
    }

    @Override
    public Optional<Entry> get(StateKey key) {
        Response found = read(key);
        if (found != null && found.get(0) != null && found.get(0).toString().contains("-")) {
            ask(Request.cmd(Command.EVAL).arg(NUMBER).arg(2).arg(name(key)).arg(COUNTER));
            found = read(key);
        }
        Response version = found == null ? null : found.get(0);
        Response value = found == null ? null : found.get(1);
        return version == null || value == null
                ? Optional.empty()
                : Optional.of(new Entry(value.toString(), new Version(Long.parseLong(version.toString()))));
    }

    @Override
    public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
        long millis = 0;
        if (!expiry.equals(Instant.MAX)) {
            millis = Math.max(1, Duration.between(clock.instant(), expiry).toMillis());
        }
        Response version = ask(Request.cmd(Command.EVAL)
                .arg(COMPARE_AND_SET)
                .arg(2)
                .arg(name(key))
                .arg(COUNTER)
                .arg(text(expected))
                .arg(KeyedState.checked(value))
                .arg(millis)
                .arg(CHANNEL));
        return Optional.ofNullable(version)
                .map(number -> new Version(Long.parseLong(number.toString())))
                .filter(number -> !number.equals(Version.NONE));
    }

    @Override
    public boolean delete(StateKey key) {
        return remove(key, "");
    }

    @Override
    public boolean delete(StateKey key, Version expected) {
        return !expected.equals(Version.NONE) && remove(key, text(expected));
    }

    @Override
    public List<StateKey> keys(String area, int most) {
        Set<StateKey> found = new LinkedHashSet<>();
        String cursor = "0";
        do {
            Response page = ask(Request.cmd(Command.SCAN)
                    .arg(cursor)
                    .arg("MATCH")
                    .arg(PREFIX + area + ":*")
                    .arg("COUNT")
                    .arg(SCAN_AT_ONCE));
            if (page == null) {
                break;
            }
            cursor = page.get(0).toString();
            for (Response name : page.get(1)) {
                key(name.toString()).ifPresent(found::add);
            }
        } while (!cursor.equals("0") && found.size() < most);
        return found.stream().limit(most).toList();
    }

    @Override
    public Watch watch(StateKey key, Runnable changed) {
        Watch watch = watches.add(key, changed);
        try {
            answer(events.start());
            return watch;
        } catch (StorageException e) {
            watch.close();
            throw e;
        }
    }

    @Override
    public void close() {
        events.close();
        redis.close();
    }

    private void told(String name) {
        key(name).ifPresent(watches::changed);
    }

    private @Nullable Response read(StateKey key) {
        return ask(Request.cmd(Command.HMGET).arg(name(key)).arg("mark").arg("value"));
    }

    private boolean remove(StateKey key, String expected) {
        Response gone = ask(Request.cmd(Command.EVAL)
                .arg(DELETE)
                .arg(1)
                .arg(name(key))
                .arg(expected)
                .arg(CHANNEL));
        return gone != null && gone.toString().equals("1");
    }

    private static String text(Version version) {
        return version.equals(Version.NONE) ? "" : Long.toString(version.number());
    }

    private static String name(StateKey key) {
        return PREFIX + key.area() + ":" + key.name();
    }

    private static Optional<StateKey> key(String name) {
        String[] parts = name.split(":", -1);
        return parts.length == 3 && StateKey.isArea(parts[1]) && StateKey.isName(parts[2])
                ? Optional.of(new StateKey(parts[1], parts[2]))
                : Optional.empty();
    }

    private @Nullable Response ask(Request request) {
        return answer(redis.send(request));
    }

    private <T extends @Nullable Object> T answer(Future<T> asked) {
        CompletableFuture<T> answer = asked.toCompletionStage().toCompletableFuture();
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
                    e);
        } catch (TimeoutException e) {
            throw failure("no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the wait was interrupted", e);
        }
    }

    private StorageException failure(String why, Exception cause) {
        return new StorageException(
                StorageException.Reason.FAILED,
                "the keyed state at " + place + " failed: " + why
                        + ". Start the server, or correct the setting sluice.state.store",
                new IOException(why, cause));
    }

    private static String withoutPassword(String address) {
        return address.replaceFirst("//[^@/]*@", "//");
    }
}
