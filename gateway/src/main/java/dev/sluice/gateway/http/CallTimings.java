package dev.sluice.gateway.http;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Timings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a call came through so far: which version it reached, and how long each part of the way took. */
final class CallTimings {

    private @Nullable FunctionVersion version;
    private Timings waited = Timings.NONE;
    private long startedNanos;

    void started(FunctionVersion reached, Timings time) {
        version = reached;
        waited = time;
        startedNanos = System.nanoTime();
    }

    void waited(Timings time) {
        waited = time;
    }

    /** Empty while no instance was reached. */
    String version() {
        FunctionVersion version = this.version;
        return version == null ? "" : Integer.toString(version.number());
    }

    /** The version whose instance was reached; empty if none was. */
    Optional<FunctionVersion> reached() {
        return Optional.ofNullable(version);
    }

    boolean cold() {
        return waited.coldStart();
    }

    String serverTiming() {
        long run = version != null ? System.nanoTime() - startedNanos : 0;
        return ServerTiming.of(waited.queued(), waited.cold(), run);
    }
}
