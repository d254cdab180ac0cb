package dev.sluice.function;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The part of the keys of a function that is an instance's own, where the spec says {@code affinity: {shards: …}}.
 *
 * @param number from 0
 * @param count how many there are
 * @param range the first and the last hash of its keys, each of 16 hexadecimal digits, with {@code -} between them
 * @param token the fencing token of its owner, where the spec says {@code exclusive}: greater than that of every owner before, and the same as long as
 *     the instance lives. Empty else, and for an instance that is only tried and serves nobody
 */
public record Shard(int number, int count, String range, OptionalLong token) {

    /** That of the instance with this environment; empty if its function has no shards. */
    public static Optional<Shard> of(Map<String, String> environment) {
        String number = environment.get("SLUICE_SHARD");
        return number == null
                ? Optional.empty()
                : Optional.of(new Shard(
                        Integer.parseInt(number),
                        Integer.parseInt(environment.getOrDefault("SLUICE_SHARDS", "1")),
                        environment.getOrDefault("SLUICE_SHARD_RANGE", ""),
                        token(environment.get("SLUICE_SHARD_TOKEN"))));
    }

    private static OptionalLong token(@Nullable String told) {
        return told == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(told));
    }

    /** Whether calls of this key come here. A key's hash is the first 64 bits of its SHA-256 in UTF-8. */
    public boolean holds(String key) {
        BigInteger hash = new BigInteger(1, Arrays.copyOf(sha256(key), Long.BYTES));
        return hash.multiply(BigInteger.valueOf(count)).shiftRight(Long.SIZE).intValue() == number;
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
