package dev.sluice.events.schedule;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A queue in a simulation, which takes its time, and refuses or fails at random, also after it has kept a run. */
final class PlayedQueue implements Runs {

    private final SimulatedLoop loop;
    private final SplittableRandom random;
    private int faults;
    private final Map<InvocationId, Instant> calls = new HashMap<>();
    private final List<Instant> kept = new ArrayList<>();
    private final Set<InvocationId> underWay = new HashSet<>();

    /** Of 100 starts, {@code faults} are refused or fail. */
    PlayedQueue(SimulatedLoop loop, long seed, int faults) {
        this.loop = loop;
        this.random = new SplittableRandom(seed);
        this.faults = faults;
    }

    /** Scheduled times of the runs that were kept, in the order in which they were. */
    List<Instant> kept() {
        return List.copyOf(kept);
    }

    /** From now on nothing is refused and nothing fails. */
    void calm() {
        faults = 0;
    }

    void begins(ScheduledRun run) {
        underWay.add(run.id());
    }

    void ends(ScheduledRun run) {
        underWay.remove(run.id());
    }

    @Override
    public CompletionStage<Started> start(ScheduledRun run, Optional<ScheduledRun> before) {
        CompletableFuture<Started> answer = new CompletableFuture<>();
        loop.after(random.nextLong(50_000_000), () -> decide(run, before, answer));
        return answer;
    }

    private void decide(ScheduledRun run, Optional<ScheduledRun> before, CompletableFuture<Started> answer) {
        int luck = random.nextInt(100);
        if (luck < faults / 2) {
            answer.complete(new Started.Refused("The broker is away."));
        } else if (before.map(ScheduledRun::id).filter(underWay::contains).isPresent()) {
            answer.complete(new Started.Overlapping());
        } else {
            if (calls.put(run.id(), run.scheduled()) == null) {
                kept.add(run.scheduled());
            }
            if (luck < faults) {
                answer.completeExceptionally(new IllegalStateException("nobody knows"));
            } else {
                answer.complete(new Started.Accepted());
            }
        }
    }
}
