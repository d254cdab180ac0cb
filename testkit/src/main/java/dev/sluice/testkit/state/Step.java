package dev.sluice.testkit.state;

import dev.sluice.core.state.Version;
import java.util.Optional;

/**
 * What one client did on one record, and what it saw.
 *
 * @param began when it asked, in nanoseconds of the machine's monotonic clock
 * @param ended when it was answered; {@link Long#MAX_VALUE} if never
 */
public record Step(String client, String record, long began, long ended, Act act) {

    /** What was asked and what was answered. */
    public sealed interface Act {

        /** Saw this value in this version; version 0 and no text for none. */
        record Saw(Version version, String value) implements Act {}

        /**
         * Asked for a write.
         *
         * @param value a text that nobody else writes; empty for a removal
         * @param made the version that it made, 0 for a removal; empty if it was refused
         */
        record Wrote(Version expected, String value, Optional<Version> made) implements Act {}

        /** Asked for a write and was never answered. */
        record Lost(Version expected, String value) implements Act {}
    }
}
