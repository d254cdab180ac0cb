package dev.sluice.core.pool;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;

/**
 * One of the numbered parts that the keys of a function are cut into: those whose hash, a number of 64 bits without sign, is in the range from
 * {@code number / count} to {@code (number + 1) / count} of all there are.
 *
 * @param number from 0
 * @param token the fencing token of its owner, greater than that of every owner before; empty where it has none
 */
public record Shard(int number, int count, OptionalLong token) {

    private static final BigInteger ALL = BigInteger.ONE.shiftLeft(64);

    public Shard {
        if (count < 1 || number < 0 || number >= count) {
            throw new IllegalArgumentException("there is no shard " + number + " of " + count);
        }
    }

    /** One without an owner. */
    public Shard(int number, int count) {
        this(number, count, OptionalLong.empty());
    }

    /**
     * The hash of a text: the first 64 bits of its SHA-256 (FIPS 180-4) in UTF-8, as {@code printf %s TEXT | sha256sum | cut -c 1-16} tells it. Never
     * {@link SlotWaiter#NO_KEY}.
     */
    public static long hash(CharSequence text) {
        byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(digest).getLong();
        return hash == SlotWaiter.NO_KEY ? 1 : hash;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The number of the shard whose range has the hash. */
    public static int numberOf(long hash, int count) {
        return (int) Math.unsignedMultiplyHigh(hash, count);
    }

    /** Whether its range has the hash. */
    public boolean holds(long hash) {
        return numberOf(hash, count) == number;
    }

    /** Whether a hash can be in both ranges. */
    boolean overlaps(Shard other) {
        return (long) number * other.count < (other.number + 1L) * count
                && (long) other.number * count < (number + 1L) * other.count;
    }

    /** A key in its range, for a call that is meant for this shard whatever is in it. */
    public long someKey() {
        return number == 0 ? 1 : first(number).longValue();
    }

    /** The first and the last hash, each of 16 hexadecimal digits, with {@code -} between them. */
    public String range() {
        return "%016x-%016x"
                .formatted(
                        first(number).longValue(),
                        first(number + 1).subtract(BigInteger.ONE).longValue());
    }

    private BigInteger first(int of) {
        BigInteger[] parts = ALL.multiply(BigInteger.valueOf(of)).divideAndRemainder(BigInteger.valueOf(count));
        return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    }
}
