package dev.sluice.benchmarks.report;

import java.util.Locale;

/** What a ratio should reach. */
public sealed interface Goal {

    /** What it must reach. */
    double pass();

    /** What it should reach. */
    double aim();

    boolean passedBy(double ratio);

    boolean aimedBy(double ratio);

    /** Lower is better. */
    record AtMost(double pass, double aim) implements Goal {
        @Override
        public boolean passedBy(double ratio) {
            return ratio <= pass;
        }

        @Override
        public boolean aimedBy(double ratio) {
            return ratio <= aim;
        }
    }

    /** Higher is better. */
    record AtLeast(double pass, double aim) implements Goal {
        @Override
        public boolean passedBy(double ratio) {
            return ratio >= pass;
        }

        @Override
        public boolean aimedBy(double ratio) {
            return ratio >= aim;
        }
    }

    /** A bound as it is written in the table; small ones as a fraction, which is how they are spoken of. */
    static String text(double bound) {
        return bound < 0.05
                ? "1/" + Math.round(1 / bound)
                : String.format(Locale.ROOT, bound == Math.rint(bound) ? "%.0f" : "%.2f", bound);
    }
}
