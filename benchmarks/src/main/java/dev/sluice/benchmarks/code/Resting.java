package dev.sluice.benchmarks.code;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** {@link Working} for 10 ms, whatever its input is, without an answer. */
public final class Resting implements Function<byte[], byte[]> {

    private static final byte[] TEN = "10 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final Working working = new Working();

    @Override
    public byte[] apply(byte[] input) {
        working.apply(TEN);
        return NOTHING;
    }
}
