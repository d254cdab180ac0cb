package dev.sluice.benchmarks.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Measured values of one thing, in the order in which they came. */
public final class Samples {

    private static final int RESAMPLES = 1000;

    private final double[] values;

    private Samples(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        this.values = values;
    }

    public static Samples of(double... values) {
        return new Samples(values.clone());
    }

    public static Samples of(List<Double> values) {
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public static Samples joined(List<Samples> parts) {
        List<Double> all = new ArrayList<>();
        parts.forEach(part -> Arrays.stream(part.values).forEach(all::add));
        return of(all);
    }

    public int size() {
        return values.length;
    }

    /** {@code percent} from 0 to 100, between neighbours by their distance. */
    public double percentile(double percent) {
        return percentile(sorted(values), percent);
    }

    public double median() {
        return percentile(50);
    }

    public double mean() {
        return Arrays.stream(values).average().orElseThrow();
    }

    public Quartiles quartiles() {
        double[] sorted = sorted(values);
        return new Quartiles(percentile(sorted, 25), percentile(sorted, 50), percentile(sorted, 75));
    }

    /**
     * The ratio of a percentile of these to the same of {@code other}. Its quartiles are those of 1,000 bootstrap
     * resamples (Efron 1979), because a high percentile of a few samples has no spread of its own.
     */
    public Quartiles ratioOfPercentiles(Samples other, double percent) {
        SplittableRandom random = new SplittableRandom(42);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            ratios[i] =
                    percentile(resample(values, random), percent) / percentile(resample(other.values, random), percent);
        }
        Quartiles spread = of(ratios).quartiles();
        return new Quartiles(spread.low(), percentile(percent) / other.percentile(percent), spread.high());
    }

    private static double[] resample(double[] values, SplittableRandom random) {
        double[] drawn = new double[values.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = values[random.nextInt(values.length)];
        }
        return sorted(drawn);
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double percentile(double[] sorted, double percent) {
        double at = percent / 100 * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
    }
}
