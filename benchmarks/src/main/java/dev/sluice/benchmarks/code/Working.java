package dev.sluice.benchmarks.code;

import java.util.function.Function;

/** A function whose input says how long it takes, in milliseconds up to the first blank; it needs no processor meanwhile. */
public final class Working implements Function<byte[], byte[]> {

    private static final byte[] DONE = {'.'};

    @Override
    public byte[] apply(byte[] input) {
        long millis = 0;
        for (int i = 0; i < input.length && input[i] != ' '; i++) {
            millis = 10 * millis + input[i] - '0';
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return DONE;
    }
}
