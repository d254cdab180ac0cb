package dev.sluice.core.pool;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws keys of which the n-th is called one n-th as often as the first (Zipf's law with exponent 1). */
final class Zipf {

    private final double[] sums;

    Zipf(int keys) {
        sums = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
    }

    /** The hash of one of the keys. */
    long next(RandomGenerator random) {
        int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return Hash.of("key " + (found < 0 ? -found - 1 : found));
    }
}
