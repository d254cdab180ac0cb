package dev.sluice.function;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The part of the keys of a function that is an instance's own, where the spec says {@code affinity: {shards: …}}.
 *
 * @param number from 0
 * @param count how many there are
 * @param range the first and the last hash of its keys, each of 16 hexadecimal digits, with {@code -} between them
 */
public record Shard(int number, int count, String range) {

    /** That of the instance with this environment; empty if its function has no shards. */
    public static Optional<Shard> of(Map<String, String> environment) {
        String number = environment.get("SLUICE_SHARD");
        return number == null
                ? Optional.empty()
                : Optional.of(new Shard(
                        Integer.parseInt(number),
                        Integer.parseInt(environment.getOrDefault("SLUICE_SHARDS", "1")),
                        environment.getOrDefault("SLUICE_SHARD_RANGE", "")));
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
