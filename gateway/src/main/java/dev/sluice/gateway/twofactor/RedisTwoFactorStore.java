package dev.sluice.gateway.twofactor;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.twofactor.RecordKey;
import dev.sluice.core.twofactor.TwoFactorStore;
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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Records in a Redis or Valkey server that gateways share: each a hash of mark and value under {@code sluice:two-factor:KEY}.
 * Compare and set is a script, which the server runs alone (redis.io/docs/interact/programmability/eval-intro). How durable
 * an acknowledged write is, is the server's setting: {@code appendfsync always} is what the files do. Calls wait at most
 * {@link #PATIENCE} and must not be made on an event loop.
 */
public final class RedisTwoFactorStore implements TwoFactorStore, AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String PREFIX = "sluice:two-factor:";
    private static final String SCAN_AT_ONCE = "1000";

    /** Key; expected mark, new mark, value, milliseconds to live or 0. */
    private static final String COMPARE_AND_SET = """
            if (redis.call('HGET', KEYS[1], 'mark') or '') ~= ARGV[1] then return 0 end
            redis.call('HSET', KEYS[1], 'mark', ARGV[2], 'value', ARGV[3])
            if ARGV[4] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
            return 1
            """;

    private final String place;
    private final Redis redis;
    private final InstantSource clock;

    private RedisTwoFactorStore(String place, Redis redis, InstantSource clock) {
        this.place = place;
        this.redis = redis;
        this.clock = clock;
    }

    /**
     * Talks to the server at {@code address}, {@code redis://} or {@code rediss://} with user and password if need be. The
     * connection is made with the first call, and again after it broke.
     */
    public static RedisTwoFactorStore at(String address, Vertx vertx, InstantSource clock) {
        RedisOptions options = new RedisOptions().setConnectionString(address).setMaxPoolSize(8);
        return new RedisTwoFactorStore(withoutPassword(address), Redis.createClient(vertx, options), clock);
    }

    @Override
    public Optional<Kept> get(RecordKey key) {
        Response both =
                ask(Request.cmd(Command.HMGET).arg(PREFIX + key).arg("mark").arg("value"));
        Response mark = both == null ? null : both.get(0);
        Response value = both == null ? null : both.get(1);
        return mark == null || value == null
                ? Optional.empty()
                : Optional.of(new Kept(value.toString(), new Mark(mark.toString())));
    }

    @Override
    public boolean put(RecordKey key, String value, Mark expected, Instant expiry) {
        long millis = 0;
        if (!expiry.equals(Instant.MAX)) {
            millis = Math.max(1, Duration.between(clock.instant(), expiry).toMillis());
        }
        Response done = ask(Request.cmd(Command.EVAL)
                .arg(COMPARE_AND_SET)
                .arg(1)
                .arg(PREFIX + key)
                .arg(expected.value())
                .arg(UUID.randomUUID().toString())
                .arg(value)
                .arg(millis));
        return isOne(done);
    }

    @Override
    public boolean delete(RecordKey key) {
        Response done = ask(Request.cmd(Command.DEL).arg(PREFIX + key));
        return isOne(done);
    }

    @Override
    public List<RecordKey> keys(int most) {
        Set<RecordKey> found = new LinkedHashSet<>();
        String cursor = "0";
        do {
            Response page = ask(Request.cmd(Command.SCAN)
                    .arg(cursor)
                    .arg("MATCH")
                    .arg(PREFIX + "*")
                    .arg("COUNT")
                    .arg(SCAN_AT_ONCE));
            if (page == null) {
                break;
            }
            cursor = page.get(0).toString();
            for (Response name : page.get(1)) {
                String key = name.toString().substring(PREFIX.length());
                if (RecordKey.isValid(key)) {
                    found.add(new RecordKey(key));
                }
            }
        } while (!cursor.equals("0") && found.size() < most);
        List<RecordKey> keys = new ArrayList<>(found);
        return keys.size() > most ? List.copyOf(keys.subList(0, most)) : keys;
    }

    @Override
    public void close() {
        redis.close();
    }

    private @Nullable Response ask(Request request) {
        Future<@Nullable Response> asked = redis.send(request);
        CompletableFuture<@Nullable Response> answer = asked.toCompletionStage().toCompletableFuture();
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

    private static boolean isOne(@Nullable Response count) {
        return count != null && "1".equals(count.toString());
    }

    private StorageException failure(String why, Exception cause) {
        return new StorageException(
                StorageException.Reason.FAILED,
                "the two-factor store at " + place + " failed: " + why
                        + ". Start the server, or correct the setting sluice.two-factor.store",
                new IOException(why, cause));
    }

    private static String withoutPassword(String address) {
        return address.replaceFirst("//[^@/]*@", "//");
    }
}
