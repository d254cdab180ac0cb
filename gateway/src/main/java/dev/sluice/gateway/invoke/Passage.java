package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Timings;

/** How a call came through so far: which version it reached, and how long each part of the way took. */
final class Passage {

    private String version = "";
    private Timings waited = Timings.NONE;
    private long startedNanos;
    private boolean started;

    void started(FunctionVersion reached, Timings time) {
        version = Integer.toString(reached.number());
        waited = time;
        startedNanos = System.nanoTime();
        started = true;
    }

    void waited(Timings time) {
        waited = time;
    }

    /** Empty while no instance was reached. */
    String version() {
        return version;
    }

    boolean cold() {
        return waited.coldStart();
    }

    String serverTiming() {
        long run = started ? System.nanoTime() - startedNanos : 0;
        return ServerTiming.of(waited.queued(), waited.cold(), run);
    }
}
