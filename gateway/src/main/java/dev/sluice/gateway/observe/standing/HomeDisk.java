package dev.sluice.gateway.observe.standing;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether the home folder can be written, and how much room is left. Looks at most every 5 s, however often it is asked.
 * A full disk stops deployments and logs but no calls, so it is a warning, and never takes the gateway out of service.
 * Thread-safe; may block on the disk.
 */
public final class HomeDisk {

    /** Less room than this is a warning. */
    public static final long LOW_BYTES = 512L << 20;

    private static final Logger LOG = System.getLogger(HomeDisk.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Path home;
    private final long lowBytes;
    private final InstantSource clock;
    private Instant until = Instant.MIN;
    private Look last = new Look(true, 0, "");

    /**
     * What was seen.
     *
     * @param freeBytes room for the gateway's user
     * @param why what is wrong, as a sentence for anybody, without paths; empty when nothing is
     */
    public record Look(boolean writable, long freeBytes, String why) {}

    public HomeDisk(Path home, long lowBytes, InstantSource clock) {
        this.home = home;
        this.lowBytes = lowBytes;
        this.clock = clock;
    }

    public synchronized Look look() {
        Instant now = clock.instant();
        if (!now.isBefore(until)) {
            until = now.plus(FRESH);
            Look before = last;
            last = lookNow();
            tellChange(before);
        }
        return last;
    }

    /** Always well; says in {@code why} what is wrong nevertheless. */
    public HealthResult verdict() {
        Look look = look();
        HealthResult verdict = HealthResult.good()
                .with("writable", Boolean.toString(look.writable()))
                .with("freeBytes", Long.toString(look.freeBytes()));
        return look.why().isEmpty() ? verdict : verdict.with("why", look.why());
    }

    private Look lookNow() {
        long free = 0;
        try {
            free = Files.getFileStore(home).getUsableSpace();
            Path probe = Files.createTempFile(
                    home,
                    ".writable-",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(probe, "x".getBytes(StandardCharsets.US_ASCII));
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            if (last.writable()) {
                LOG.log(Level.ERROR, "The home folder {0} cannot be written: {1}", home, e.toString());
            }
            return new Look(
                    false,
                    free,
                    "The home folder cannot be written: deployments fail and logs are lost. Free some space there,"
                            + " or make it writable; the gateway's log has the cause.");
        }
        if (free < lowBytes) {
            return new Look(
                    true,
                    free,
                    "The disk of the home folder is nearly full: " + (free >> 20)
                            + " MiB are left. Free some space there.");
        }
        return new Look(true, free, "");
    }

    private void tellChange(Look before) {
        boolean wasWrong = !before.why().isEmpty();
        boolean isWrong = !last.why().isEmpty();
        if (isWrong && last.writable() && (!wasWrong || !before.writable())) {
            LOG.log(Level.WARNING, last.why() + " It is " + home + ".");
        } else if (wasWrong && !isWrong) {
            LOG.log(Level.INFO, "The home folder {0} has room again.", home);
        }
    }
}
