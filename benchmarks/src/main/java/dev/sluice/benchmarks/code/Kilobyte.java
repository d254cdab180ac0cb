package dev.sluice.benchmarks.code;

import java.util.Arrays;
import java.util.function.Function;

/** The tiny function of the warm path: 128 bytes in, 1 KiB out that depends on what came in. */
public final class Kilobyte implements Function<byte[], byte[]> {

    @Override
    public byte[] apply(byte[] input) {
        byte[] output = new byte[1024];
        Arrays.fill(output, input.length == 0 ? (byte) '-' : input[input.length - 1]);
        return output;
    }
}
