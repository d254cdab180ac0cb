package dev.sluice.gateway.observe.logs;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells the operator that lines are lost, at once and then at most once a minute. For one thread. */
final class Complaint {

    private static final Logger LOG = System.getLogger(FunctionLogFiles.class.getName());
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private long untold;

    Complaint(InstantSource clock) {
        this.clock = clock;
    }

    void lost(int lines, IOException cause, Path folder) {
        untold += lines;
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        LOG.log(
                Level.ERROR,
                "{0} lines of function logs are lost: they cannot be written to {1} ({2}). Calls are not affected."
                        + " Make room there, or make it writable.",
                Long.toString(untold),
                folder,
                cause.toString());
        untold = 0;
        next = now.plus(PAUSE);
    }
}
