package dev.sluice.core.pool;

import dev.sluice.core.function.Scaling;
import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.runner.RunnerId;
import java.util.ArrayList;
import java.util.List;

/**
 * How many instances a function should have. A pure function of what it is shown: no clock, no thread, no I/O.
 *
 * <p>The number follows from the work at hand, never from the number of callers: as many instances as hold all
 * invocations that run and wait, each up to its concurrency.
 */
public final class ScalingPolicy {

    /** What {@link Action.Keep#until} says when nothing needs a look without an event. */
    public static final long NEVER = StateMachine.NEVER;

    private ScalingPolicy() {}

    /**
     * How a function stands; times are nanoseconds of the pool's clock.
     *
     * @param ready instances that serve the current version
     * @param specialising runners that are becoming such instances
     * @param replaced serving instances that the current version is to replace
     * @param inFlight invocations on {@code ready} and {@code replaced}
     * @param queued invocations that wait, and slots to be kept free beside them
     * @param keepAlive how long an idle instance is kept
     * @param expected whether an instance is to be there although nobody calls, because somebody is about to
     * @param notBefore no instance is claimed before this, after crashes
     * @param claimCap runners that may be claimed or specialising at the same time
     * @param idle instances of the current version without calls, longest idle first
     */
    public record Snapshot(
            int ready,
            int specialising,
            int replaced,
            int inFlight,
            int queued,
            long keepAlive,
            boolean expected,
            long notBefore,
            int claimCap,
            List<Idle> idle) {}

    /** An instance without calls. */
    public record Idle(RunnerId id, long since) {}

    /** What to do now, and when to look again; holds at most one claim and exactly one keep, which is last. */
    public static List<Action> decide(Scaling spec, Snapshot now, long instant) {
        List<Action> plan = new ArrayList<>(2);
        int claims = claims(spec, now, instant);
        if (claims > 0) {
            plan.add(new Action.Claim(claims));
        }
        plan.add(new Action.Keep(stopIdle(spec, now, instant, plan)));
        return plan;
    }

    /** Instances that hold {@code invocations}, each up to {@code concurrency}. */
    public static int needed(int invocations, int concurrency) {
        return (invocations + concurrency - 1) / concurrency;
    }

    /** How many runners to wait for, besides those that are being specialised. */
    static int claims(Scaling spec, Snapshot now, long instant) {
        if (instant < now.notBefore()) {
            return 0;
        }
        int missing = wanted(spec, now) - now.ready() - now.specialising();
        return Math.max(0, Math.min(missing, now.claimCap() - now.specialising()));
    }

    private static int wanted(Scaling spec, Snapshot now) {
        int forWork = needed(now.inFlight() + now.queued(), spec.concurrency());
        int atLeast = Math.max(atLeast(spec, now), now.replaced() > 0 ? 1 : 0);
        return Math.min(spec.maxInstances(), Math.max(forWork, atLeast));
    }

    private static int atLeast(Scaling spec, Snapshot now) {
        return Math.max(spec.minInstances(), now.expected() ? 1 : 0);
    }

    private static long stopIdle(Scaling spec, Snapshot now, long instant, List<Action> plan) {
        int atLeast = atLeast(spec, now);
        int mayStop = now.ready() - Math.max(atLeast, needed(now.inFlight() + now.queued(), spec.concurrency()));
        if (now.ready() <= atLeast) {
            return NEVER;
        }
        for (Idle idle : now.idle()) {
            long due = idle.since() + now.keepAlive();
            if (mayStop <= 0) {
                break;
            }
            if (due > instant) {
                return due;
            }
            plan.add(new Action.Stop(idle.id(), "idle"));
            mayStop--;
        }
        return now.ready() - plan.size() > atLeast ? instant + now.keepAlive() : NEVER;
    }
}
