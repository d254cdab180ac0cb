package dev.sluice.core.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a function was without calls, again and again, and for how long an instance is worth keeping by that.
 *
 * <p>The histogram is that of the hybrid histogram policy (Shahrad et al., <i>Serverless in the Wild</i>, USENIX ATC 2020, section 4.2): 240
 * bins of a minute, so gaps of up to four hours, and a count of those beyond; a window that begins some time after the last
 * call, so that an instance is started shortly before the next one is expected, and ends some time later; and the declared
 * time while there are too few gaps to tell.
 *
 * <p>The window is not their 5th to 99th percentile. It is the one that would have cost least over the gaps seen, at the
 * price that {@code keepAlive} states: a cold start is worth as much idle time as that, which is what makes a fixed keep-alive
 * of that length a good guess when nothing is known (ski rental: Karlin, Manasse, McGeoch, Owicki, <i>Competitive randomized
 * algorithms for nonuniform problems</i>, 1994). A start ahead of a call costs a quarter
 * of that, and the minute for which an instance is kept after any call. The declared time stays where no window
 * is at least a tenth cheaper, as with memoryless gaps of about its length, of which nothing can be learned.
 *
 * <p>After 1,000 gaps all counts are halved, so that what a function does now outweighs what it did. Half a kilobyte, whatever
 * comes. Not thread-safe.
 */
public final class GapHistogram {

    /** The width of a bin: no gap is known better. */
    public static final Duration BIN = Duration.ofMinutes(1);

    /** Fewer gaps teach nothing. */
    public static final int FEWEST = 8;

    private static final int BINS = 240;
    private static final int MOST = 1_000;
    private static final double START_AHEAD = 0.25;
    private static final double CLEARLY_CHEAPER = 0.9;

    /** How much earlier and later than the gaps seen. */
    private static final double MARGIN = 0.05;

    private final short[] bins = new short[BINS];
    private int beyond;
    private int gaps;

    /** One that goes on by itself. */
    public GapHistogram copy() {
        GapHistogram copy = new GapHistogram();
        System.arraycopy(bins, 0, copy.bins, 0, BINS);
        copy.beyond = beyond;
        copy.gaps = gaps;
        return copy;
    }

    /** A gap of {@code nanos} nanoseconds has ended. */
    public void add(long nanos) {
        long bin = Math.max(0, nanos) / BIN.toNanos();
        if (bin < BINS) {
            bins[(int) bin]++;
        } else {
            beyond++;
        }
        if (++gaps >= MOST) {
            forgetHalf();
        }
    }

    /** How many gaps it goes by; older ones count less. */
    public int gaps() {
        return gaps;
    }

    /** The shortest length that at least this part of the gaps stayed below, in whole minutes; empty without gaps, or if that is beyond four hours. */
    public Optional<Duration> quantile(double part) {
        int needed = (int) Math.ceil(part * gaps);
        int seen = 0;
        for (int bin = 0; bin < BINS && gaps > 0; bin++) {
            seen += bins[bin];
            if (seen >= needed && seen > 0) {
                return Optional.of(BIN.multipliedBy(bin + 1L));
            }
        }
        return Optional.empty();
    }

    /** The part of the gaps that a fixed time of this length is too short for, 0 to 1, to the minute; 0 without gaps. */
    public double longerThan(Duration time) {
        int bound = (int) Math.min(BINS, time.dividedBy(BIN));
        return gaps == 0 ? 0 : (double) countFrom(bound) / gaps;
    }

    /** The window of least cost; empty where the declared time does about as well, or there are too few gaps. */
    public Optional<KeepWindow> window(Duration keepAlive) {
        if (gaps < FEWEST) {
            return Optional.empty();
        }
        double start = (double) keepAlive.toNanos() / BIN.toNanos();
        Choice best = new Choice(0, 0, gaps * start);
        int missed = 0;
        for (int from = 0; from < BINS; from++) {
            if (from == 0 || bins[from] > 0) {
                best = cheapest(from, missed * start + (from == 0 ? 0 : gaps * (START_AHEAD * start + 1)), start, best);
            }
            missed += bins[from];
        }
        return best.cost < CLEARLY_CHEAPER * costOfKeeping(start) ? Optional.of(best.window()) : Optional.empty();
    }

    /** The cheapest of {@code best} and all windows that begin with this bin; costs are in minutes of an idle instance. */
    private Choice cheapest(int from, double before, double start, Choice best) {
        Choice found = best;
        int longer = countFrom(from);
        double idle = 0;
        for (int bin = from; bin < BINS && before + idle < found.cost; bin++) {
            longer -= bins[bin];
            idle += longer + bins[bin] / 2.0;
            double cost = before + idle + longer * start;
            if (bins[bin] > 0 && cost < found.cost) {
                found = new Choice(from, bin + 1, cost);
            }
        }
        return found;
    }

    /** What the declared time would have cost; a part of a bin counts as if its gaps were spread evenly. */
    private double costOfKeeping(double minutes) {
        double cost = beyond * 2 * minutes;
        for (int bin = 0; bin < BINS; bin++) {
            double within = Math.clamp(minutes - bin, 0, 1);
            double idle = within * (bin + within / 2) + (1 - within) * minutes;
            cost += bins[bin] * (idle + (1 - within) * minutes);
        }
        return cost;
    }

    private int countFrom(int bin) {
        int count = beyond;
        for (int i = bin; i < BINS; i++) {
            count += bins[i];
        }
        return count;
    }

    private void forgetHalf() {
        beyond /= 2;
        gaps = beyond;
        for (int bin = 0; bin < BINS; bin++) {
            bins[bin] /= 2;
            gaps += bins[bin];
        }
    }

    private record Choice(int from, int until, double cost) {

        KeepWindow window() {
            return new KeepWindow(minutes(from * (1 - MARGIN)), minutes(until * (1 + MARGIN)));
        }

        private static Duration minutes(double minutes) {
            return Duration.ofNanos(Math.round(minutes * BIN.toNanos()));
        }
    }
}
