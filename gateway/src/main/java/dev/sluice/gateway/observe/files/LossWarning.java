package dev.sluice.gateway.observe.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells the operator that lines are lost, at once and then at most once a minute. For one thread. */
public final class LossWarning {

    private static final Logger LOG = System.getLogger(LossWarning.class.getName());
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String what;
    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private long untold;

    /** @param what is lost, as in {@code lines of function logs} */
    public LossWarning(String what, InstantSource clock) {
        this.what = what;
        this.clock = clock;
    }

    /** {@code count} lines could not be written to {@code folder}. */
    public void lost(long count, IOException cause, Path folder) {
        untold += count;
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        LOG.log(
                Level.ERROR,
                "{0} {1} are lost: they cannot be written to {2} ({3}). Calls are not affected."
                        + " Make room there, or make it writable.",
                Long.toString(untold),
                what,
                folder,
                cause.toString());
        untold = 0;
        next = now.plus(PAUSE);
    }
}
