package dev.sluice.examples.misbehave;

import dev.sluice.function.Response;
import java.io.IOException;
import java.util.Set;

/** Ends its own process. */
final class Dying {

    private static final Set<String> SIGNALS = Set.of("SEGV", "ABRT", "KILL", "TERM", "BUS", "ILL");

    private Dying() {}

    static Response exit(int code) {
        System.exit(code);
        return Response.text("still here\n");
    }

    /** Ends without running a shutdown hook. */
    static Response halt(int code) {
        Runtime.getRuntime().halt(code);
        return Response.text("still here\n");
    }

    /** Ends as native code that goes wrong does; the shell's own {@code kill} needs no program beside it. */
    static Response signal(String name) throws IOException, InterruptedException {
        if (!SIGNALS.contains(name)) {
            throw new IllegalArgumentException("signal '" + name + "' is not one of " + SIGNALS);
        }
        long self = ProcessHandle.current().pid();
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + self)
                .start()
                .waitFor();
        return Slow.sleep(10);
    }
}
