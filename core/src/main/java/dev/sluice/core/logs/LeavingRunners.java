package dev.sluice.core.logs;

import dev.sluice.core.runner.RunnerId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** Runners whose function was removed and that may print to their end. Remembers the last 10,000. Not thread-safe. */
public final class LeavingRunners {

    private static final int REMEMBERED = 10_000;

    private final SequencedSet<RunnerId> runners = new LinkedHashSet<>();

    public void add(Collection<RunnerId> leaving) {
        runners.addAll(leaving);
        while (runners.size() > REMEMBERED) {
            runners.removeFirst();
        }
    }

    public boolean contains(RunnerId runner) {
        return runners.contains(runner);
    }
}
