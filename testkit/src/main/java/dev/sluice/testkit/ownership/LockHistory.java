package dev.sluice.testkit.ownership;

import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.Step;
import dev.sluice.testkit.state.Step.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@link LockClient}s told, with what nobody tells: that a lease ran out. Of a hold that was not released that may be at any time from a
 * whole lease after its last renewal, or its grant, was asked for; so a history in which somebody else was granted it sooner has no order.
 */
public final class LockHistory {

    private final long lease;
    private final Map<Hold, Step> confirmed = new HashMap<>();
    private final Set<Hold> answered = new HashSet<>();
    private final Set<Hold> released = new HashSet<>();

    private record Hold(String lock, Version token) {}

    private LockHistory(Duration lease) {
        this.lease = lease.toNanos();
    }

    /** The steps that {@link dev.sluice.testkit.state.Linearizability} looks for an order of. */
    public static List<Step> complete(List<Step> told, Duration lease) {
        LockHistory history = new LockHistory(lease);
        told.forEach(history::note);
        List<Step> steps = new ArrayList<>(
                told.stream().filter(step -> !history.isAnswered(step)).toList());
        history.confirmed.forEach((hold, step) -> {
            if (!history.released.contains(hold)) {
                steps.add(new Step(
                        step.client(),
                        hold.lock(),
                        step.began() + history.lease,
                        Long.MAX_VALUE,
                        new Act.Lost(hold.token(), "")));
            }
        });
        return steps;
    }

    private void note(Step step) {
        switch (step.act()) {
            case Act.Wrote(Version _, String value, Optional<Version> made)
            when !value.isEmpty() -> made.ifPresent(token -> confirm(step, token));
            case Act.Wrote(Version token, String _, Optional<Version> made) -> {
                if (made.isPresent()) {
                    released.add(new Hold(step.record(), token));
                }
                answered.add(new Hold(step.record(), token));
            }
            case Act.Saw(Version token, String _) -> confirm(step, token);
            case Act.Lost _ -> {}
        }
    }

    private void confirm(Step step, Version token) {
        confirmed.merge(
                new Hold(step.record(), token), step, (one, other) -> one.began() > other.began() ? one : other);
    }

    /** Whether it is a release that was asked for, and whose answer stands elsewhere. */
    private boolean isAnswered(Step step) {
        return step.act() instanceof Act.Lost(Version token, String _)
                && answered.contains(new Hold(step.record(), token));
    }
}
