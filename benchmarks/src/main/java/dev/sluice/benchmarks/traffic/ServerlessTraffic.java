package dev.sluice.benchmarks.traffic;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * When functions are called, in the shape that was published of a large provider: Shahrad et al., <i>Serverless in the Wild</i>, USENIX
 * ATC 2020, section 3. The parameters are read off its text and figures, so they are approximations:
 *
 * <ul>
 *   <li>How often (figure 5): 45 % of the functions once an hour or less (here down to once a day), 81 % once a minute or less; between these
 *       points even on a logarithmic scale. The rest, which there goes up to 10⁸ a day, ends at six a minute here: those that are called more often no policy lets go
 *       cold.
 *   <li>How regularly (figure 6, the variation of the gaps): 20 % by one timer, and 10 % by two or three timers of different periods and phases
 *       (29 % of the applications have a timer); 10 % are nearly periodic without one (variation 0.1); 15 % memoryless; 45 %
 *       burstier than that: lognormal gaps, their variation 1.5 to 10, even on a logarithmic scale.
 *   <li>Timers have the periods that people write: 1, 5, 10, 15, 30 minutes, 1, 2, 4, 6, 12, 24 hours, and come up to some seconds late.
 * </ul>
 *
 * <p>Not in it: days and weeks, and functions that call each other. All follows from a seed. Not thread-safe.
 */
public final class ServerlessTraffic {

    private static final double MINUTES_A_DAY = 1440;
    private static final double[] PERIODS = {1, 5, 10, 15, 30, 60, 120, 240, 360, 720, MINUTES_A_DAY};
    private static final double SECONDS_LATE = 1.0 / 60;
    private static final double NEARLY_PERIODIC = 0.1;
    private static final double LEAST_GAP = 0.001;

    private final SplittableRandom random;
    private final double horizon;

    /** @param days how long a function is called */
    public ServerlessTraffic(long seed, int days) {
        this.random = new SplittableRandom(seed);
        this.horizon = days * MINUTES_A_DAY;
    }

    /** The next function of the published shape: when it is called, in minutes from the beginning, ascending. */
    public double[] function() {
        double mean = meanGap();
        double kind = random.nextDouble();
        if (kind < 0.20) {
            return timer(period(mean));
        }
        if (kind < 0.30) {
            int timers = 2 + random.nextInt(2);
            return Stream.generate(() -> timer(period(mean * timers * Math.exp(random.nextGaussian()))))
                    .limit(timers)
                    .flatMapToDouble(Arrays::stream)
                    .sorted()
                    .toArray();
        }
        if (kind < 0.40) {
            return renewals(mean, () -> 1 + NEARLY_PERIODIC * random.nextGaussian());
        }
        if (kind < 0.55) {
            return renewals(mean, this::exponential);
        }
        double variation = between(1.5, 10, random.nextDouble());
        double sigma = Math.sqrt(Math.log1p(variation * variation));
        return renewals(mean, () -> Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2));
    }

    /** The next function, called as often as one of the published shape, and always without memory. */
    public double[] memoryless() {
        return renewals(meanGap(), this::exponential);
    }

    private double exponential() {
        return -Math.log(1 - random.nextDouble());
    }

    private double meanGap() {
        double part = random.nextDouble();
        double perDay = part < 0.45
                ? between(1, 24, part / 0.45)
                : part < 0.81
                        ? between(24, MINUTES_A_DAY, (part - 0.45) / 0.36)
                        : between(MINUTES_A_DAY, 6 * MINUTES_A_DAY, (part - 0.81) / 0.19);
        return MINUTES_A_DAY / perDay;
    }

    /** Even on a logarithmic scale. */
    private static double between(double low, double high, double part) {
        return low * Math.pow(high / low, part);
    }

    private static double period(double mean) {
        return Arrays.stream(PERIODS)
                .boxed()
                .min((a, b) -> Double.compare(Math.abs(Math.log(a / mean)), Math.abs(Math.log(b / mean))))
                .orElseThrow();
    }

    private double[] timer(double period) {
        double phase = random.nextDouble() * period;
        return DoubleStream.iterate(phase, at -> at < horizon, at -> at + period)
                .map(at -> at + Math.abs(random.nextGaussian()) * SECONDS_LATE)
                .toArray();
    }

    private double[] renewals(double mean, DoubleSupplier gap) {
        return DoubleStream.iterate(
                        random.nextDouble() * mean,
                        at -> at < horizon,
                        at -> at + mean * Math.max(LEAST_GAP, gap.getAsDouble()))
                .toArray();
    }
}
