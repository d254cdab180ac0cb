package dev.sluice.core.cost;

import java.time.Duration;

/**
 * What was metered of a function.
 *
 * @param observed for how long; what is told of a month is made of it in proportion
 * @param calls those that reached an instance
 * @param coldStarts of them, those that waited for an instance to be specialised
 * @param run how long they ran, all together
 * @param up how long instances were there, all together
 */
public record Usage(Duration observed, long calls, long coldStarts, Duration run, Duration up) {

    /** How long instances were there without a call: at least so long, for calls that run on one instance at the same time count each. */
    public Duration idle() {
        Duration idle = up.minus(run);
        return idle.isNegative() ? Duration.ZERO : idle;
    }

    /** How much of this there would be in a month that goes on as it was. */
    double inAMonth(double metered) {
        double seconds = seconds(observed);
        return seconds <= 0 ? 0 : metered * seconds(PriceTable.MONTH) / seconds;
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
