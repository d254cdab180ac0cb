package dev.sluice.events.schedule;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.KeyedState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schedules of one area, as this gateway knows them. Writes nothing to keyed state before there is one of them. Thread-safe.
 */
public final class KnownSchedules implements AutoCloseable {

    /** So many of the next runs are told. */
    private static final int TOLD = 5;

    private final Parts parts;
    private final boolean possible;
    private final Map<ScheduleName, Known> known = new HashMap<>();
    private Optional<Scheduler> scheduler = Optional.empty();
    private boolean closed;

    /**
     * What schedules need.
     *
     * @param area whose schedules these are
     * @param state in which is written down who starts runs, and how far each schedule is
     * @param loop whose executor may block
     * @param gateway names this process and no other: printable, without blanks
     */
    public record Parts(ScheduleArea area, KeyedState state, Runs runs, Loop loop, String gateway) {}

    /** A schedule, and whether no run of it is due because somebody has said so. */
    public record Known(Schedule schedule, boolean paused) {}

    /**
     * When there are runs.
     *
     * @param owner whether it is this gateway that starts runs
     * @param next when the next runs come, at most five; empty if it is paused or none comes any more
     * @param last the last that was started, if one was since the schedule began
     */
    public record Report(boolean owner, List<Instant> next, Optional<ScheduledRun> last) {}

    public KnownSchedules(Parts parts) {
        this.parts = parts;
        this.possible = parts.state().consistency() == KeyedState.Consistency.LINEARIZABLE;
    }

    /** Whether schedules can run on the store that there is. */
    public boolean isPossible() {
        return possible;
    }

    /** What is wrong with a schedule whose keys are good each by itself; {@code path}: where it is. */
    public List<SpecProblem> problems(String path, ScheduleSettings schedule) {
        return possible
                ? schedule.input().stream()
                        .flatMap(input -> InputRules.problems(path + ".input", input))
                        .toList()
                : List.of(new SpecProblem(path, Scheduler.EVENTUAL, ""));
    }

    /** There is a schedule from now on, maybe in the place of another of its name. */
    public synchronized void put(Known wanted) {
        if (closed) {
            return;
        }
        ScheduleName name = wanted.schedule().name();
        known.put(name, wanted);
        if (possible && !wanted.paused()) {
            scheduler().put(wanted.schedule());
        } else {
            scheduler.ifPresent(present -> present.remove(name));
        }
    }

    /** There is no such schedule any more; nothing happens if there was none. */
    public synchronized void remove(ScheduleName name) {
        known.remove(name);
        scheduler.filter(_ -> !closed).ifPresent(present -> present.remove(name));
    }

    private Scheduler scheduler() {
        Scheduler present = scheduler.orElseGet(
                () -> new Scheduler(parts.loop(), parts.area(), parts.state(), parts.runs(), parts.gateway()));
        scheduler = Optional.of(present);
        return present;
    }

    /** Empty if there is none. */
    public synchronized Optional<Known> known(ScheduleName name) {
        return Optional.ofNullable(known.get(name));
    }

    /** Why a run that is due could not be started yet, in a sentence; empty if none waits, or if this gateway starts none. */
    public synchronized Optional<String> hindrance(ScheduleName name) {
        return scheduler.flatMap(present -> present.hindrance(name));
    }

    /** Whether no run comes any more. */
    public boolean isOver(Schedule schedule) {
        return next(schedule, 1).isEmpty();
    }

    private List<Instant> next(Schedule schedule, int count) {
        return schedule.next(parts.loop().time().instant(), count);
    }

    /** When there are runs; empty if there is no such schedule. Blocks as long as keyed state does. */
    public Optional<Report> report(ScheduleName name) {
        Optional<Known> there;
        Optional<Scheduler> present;
        synchronized (this) {
            there = known(name);
            present = scheduler;
        }
        return there.map(each -> new Report(
                present.filter(Scheduler::isOwner).isPresent(),
                each.paused() || !possible ? List.of() : next(each.schedule(), TOLD),
                present.flatMap(runs -> runs.last(each.schedule()))));
    }

    /**
     * Has a schedule run now, also a paused one; empty if there is none, or it cannot run. Blocks as long as the runs and keyed state do.
     */
    public Optional<Scheduler.ByHand> runNow(ScheduleName name) {
        Known there;
        Scheduler runs;
        synchronized (this) {
            there = known.get(name);
            if (there == null || !possible || closed) {
                return Optional.empty();
            }
            runs = scheduler();
        }
        return Optional.of(runs.runNow(there.schedule()));
    }

    /** Starts no runs any more, and lets another gateway begin. */
    @Override
    public synchronized void close() {
        closed = true;
        scheduler.ifPresent(Scheduler::close);
    }
}
