package dev.sluice.core.ownership;

import dev.sluice.core.state.Version;
import java.time.Duration;

/** What came of asking to hold something. */
public sealed interface Acquired {

    /**
     * It is held.
     *
     * @param token greater than that of every hold before
     * @param lease how long it stands without a renewal, counted by the holder from before he asked for his last one
     */
    record Granted(Version token, Duration lease) implements Acquired {}

    /** Whoever asked does not wait any more. */
    record Left(Standing standing) implements Acquired {}

    /** As many wait as may. */
    record TooManyWait(int waiting) implements Acquired {}

    /** Others use it with another number of permits. */
    record OtherPermits(int permits) implements Acquired {}
}
