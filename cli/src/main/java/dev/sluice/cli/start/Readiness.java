package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How a gateway's start ended. */
public enum Readiness {
    READY,
    /** Its process has ended. */
    ENDED,
    /** It runs, but did not say that it is ready. */
    LATE;

    /** How long a gateway may take, also on a slow and busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final long PAUSE_MILLIS = 40;

    /** Blocks until the platform says that it is ready, {@code alive} is false, or {@code patience} is over. */
    public static Readiness await(Platform platform, BooleanSupplier alive, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            if (!alive.getAsBoolean()) {
                return ENDED;
            }
            if (isReady(platform)) {
                return READY;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return LATE;
    }

    private static boolean isReady(Platform platform) {
        try (Response answer = platform.call(Request.get("/health/ready").waiting(Duration.ofSeconds(5)))) {
            return answer.status() == 200;
        } catch (CommandException | IOException e) {
            return false;
        }
    }
}
