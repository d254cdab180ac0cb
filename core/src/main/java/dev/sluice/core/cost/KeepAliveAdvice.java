package dev.sluice.core.cost;

import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.GapHistogram;
import dev.sluice.core.pool.KeepWindow;
import java.time.Duration;
import java.util.Optional;

/** Whether a function is kept as long as its calls are apart, in words for people. */
public final class KeepAliveAdvice {

    private static final double MOST = 0.9;
    private static final double FEW = 0.1;

    /** A longer keep-alive than this many times the declared one costs more than the cold starts that it spares. */
    private static final int WORTH = 2;

    private KeepAliveAdvice() {}

    /** A sentence or two; empty where nothing is wrong, or too few gaps are known to tell. */
    public static Optional<String> of(GapHistogram gaps, Scaling scaling) {
        if (gaps.gaps() < GapHistogram.FEWEST || scaling.minInstances() > 0 || isAdaptive(scaling)) {
            return Optional.empty();
        }
        Duration kept = scaling.keepAlive();
        double cold = gaps.longerThan(kept);
        Optional<KeepWindow> window = gaps.window(kept);
        if (cold >= FEW && window.isPresent()) {
            return Optional.of(tooShort(gaps, kept, cold, window.get()));
        }
        return tooLong(gaps, kept, window);
    }

    private static boolean isAdaptive(Scaling scaling) {
        return scaling.keepAlivePolicy() == KeepAlivePolicy.ADAPTIVE;
    }

    private static String tooShort(GapHistogram gaps, Duration kept, double cold, KeepWindow window) {
        String seen = come(gaps) + ", kept for " + text(kept) + ": " + part(cold) + " a cold start";
        Optional<Duration> most = gaps.quantile(MOST);
        boolean canWait = most.isPresent() && most.get().compareTo(kept.multipliedBy(WORTH)) <= 0;
        if (canWait) {
            return seen + "; keep it for " + text(most.get()) + ", or say keepAlivePolicy: adaptive.";
        }
        if (!window.until().isZero()) {
            return seen + "; say keepAlivePolicy: adaptive, which has an instance "
                    + (window.from().isZero() ? "until " : text(window.from()) + " to ") + text(window.until())
                    + " after a call.";
        }
        return seen + ", and longer is not worth its memory; keep it for 1 min, or say keepAlivePolicy: adaptive.";
    }

    private static Optional<String> tooLong(GapHistogram gaps, Duration kept, Optional<KeepWindow> window) {
        return window.filter(found -> found.from().isZero()
                        && !found.until().isZero()
                        && found.until().multipliedBy(WORTH).compareTo(kept) <= 0)
                .map(found -> come(gaps) + ", kept for " + text(kept) + ": " + text(roundedUp(found.until()))
                        + " would do nearly as well for less memory.");
    }

    private static String come(GapHistogram gaps) {
        Duration least = gaps.quantile(1 - MOST)
                .map(upper -> upper.minus(GapHistogram.BIN))
                .orElse(Duration.ZERO);
        return gaps.quantile(MOST)
                .map(most -> "most calls come " + text(least) + " to " + text(most) + " apart")
                .orElse("more than one in ten calls comes after 4 h or more");
    }

    private static String part(double part) {
        return part > 0.99 ? "each is" : Math.round(part * 100) + " % are";
    }

    private static Duration roundedUp(Duration time) {
        return Duration.ofMinutes(time.plusSeconds(59).toMinutes());
    }

    /** To the minute, or to the second below one. */
    private static String text(Duration time) {
        long minutes = Math.round(time.toSeconds() / 60.0);
        return minutes == 0
                ? time.toSeconds() + " s"
                : minutes % 60 == 0
                        ? minutes / 60 + " h"
                        : minutes > 120 ? minutes / 60 + " h " + minutes % 60 + " min" : minutes + " min";
    }
}
