package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.KeyedState;
import dev.sluice.events.schedule.Runs;
import dev.sluice.events.schedule.Schedule;
import dev.sluice.events.schedule.ScheduleSettings;
import dev.sluice.events.schedule.ScheduledRun;
import dev.sluice.events.schedule.Scheduler;
import dev.sluice.events.schedule.TriggerName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The triggers that have a schedule, as this gateway knows them. Writes nothing to keyed state before there is one of them. Thread-safe.
 */
public final class TriggerSchedules implements AutoCloseable {

    /** So many of the next runs are told. */
    private static final int TOLD = 5;

    private final Parts parts;
    private final boolean possible;
    private final Map<TriggerId, Known> known = new HashMap<>();
    private Optional<Scheduler> scheduler = Optional.empty();
    private boolean closed;

    /**
     * What schedules need.
     *
     * @param state in which is written down who starts runs, and how far each schedule is
     * @param loop whose executor may block
     * @param gateway names this process and no other: printable, without blanks
     * @param hasFunction whether there is such a function
     */
    public record Parts(KeyedState state, Runs runs, Loop loop, String gateway, Predicate<FunctionName> hasFunction) {}

    /**
     * When a trigger runs.
     *
     * @param owner whether it is this gateway that starts runs
     * @param next when the next runs come, at most five; empty if it is paused or none comes any more
     * @param last the last that was started, if one was since the schedule began
     */
    public record Report(boolean owner, List<Instant> next, Optional<ScheduledRun> last) {}

    private record Known(Schedule schedule, boolean paused) {}

    public TriggerSchedules(Parts parts) {
        this.parts = parts;
        this.possible = parts.state().consistency() == KeyedState.Consistency.LINEARIZABLE;
    }

    /** What is wrong with a schedule whose keys are good each by itself. */
    List<SpecProblem> problems(TriggerSettings settings) {
        Optional<ScheduleSettings> schedule = settings.schedule();
        if (schedule.isPresent() && !possible) {
            return List.of(new SpecProblem("spec.schedule", Scheduler.EVENTUAL, ""));
        }
        return schedule.flatMap(ScheduleSettings::input).stream()
                .flatMap(input -> InputRules.problems("spec.schedule.input", input))
                .toList();
    }

    /** Brings a trigger to what the catalog says of it. */
    synchronized void follow(TriggerId id, Optional<Resource<Declared<TriggerSettings>, Declared.Status>> resource) {
        if (closed) {
            return;
        }
        Optional<Known> wanted = resource.flatMap(there -> known(id, there));
        wanted.ifPresentOrElse(there -> known.put(id, there), () -> known.remove(id));
        Optional<Schedule> runs =
                wanted.filter(there -> possible && !there.paused()).map(Known::schedule);
        if (runs.isPresent()) {
            scheduler().put(runs.get());
        } else {
            scheduler.ifPresent(present -> present.remove(name(id)));
        }
    }

    private static Optional<Known> known(TriggerId id, Resource<Declared<TriggerSettings>, Declared.Status> resource) {
        TriggerSettings settings = resource.spec().settings();
        String making = resource.status().createdAt().toString();
        FunctionName function = settings.function().in(id.namespace());
        return settings.schedule()
                .map(schedule -> new Schedule(function, name(id), making, schedule)
                        .tried(settings.retry().policy())
                        .priority(settings.priority())
                        .version(settings.runsAt()))
                .map(schedule -> new Known(schedule, settings.paused()));
    }

    private static TriggerName name(TriggerId id) {
        return new TriggerName(id.namespace(), id.name());
    }

    private Scheduler scheduler() {
        Scheduler present =
                scheduler.orElseGet(() -> new Scheduler(parts.loop(), parts.state(), parts.runs(), parts.gateway()));
        scheduler = Optional.of(present);
        return present;
    }

    /** How a trigger stands; empty if it has no schedule. */
    synchronized Optional<TriggerState> state(TriggerId id) {
        return Optional.ofNullable(known.get(id)).map(this::state);
    }

    private TriggerState state(Known there) {
        Schedule schedule = there.schedule();
        if (there.paused()) {
            return TriggerState.of("paused", "Its spec says so; no run is due meanwhile.");
        }
        if (!possible) {
            return TriggerState.of("outage", Scheduler.EVENTUAL);
        }
        if (!parts.hasFunction().test(schedule.function())) {
            return TriggerState.of(
                    "waiting_for_function",
                    "There is no function '" + schedule.function().name() + "': deploy it. Runs are missed meanwhile.");
        }
        Optional<String> hindrance = scheduler().hindrance(schedule.name());
        if (hindrance.isPresent()) {
            return TriggerState.of("outage", hindrance.get());
        }
        return next(schedule, 1).isEmpty()
                ? TriggerState.of("ended", "No run comes any more.")
                : TriggerState.of("running", "");
    }

    private List<Instant> next(Schedule schedule, int count) {
        return schedule.next(parts.loop().time().instant(), count);
    }

    /** When a trigger runs; empty if it has no schedule. Blocks as long as keyed state does. */
    Optional<Report> report(TriggerId id) {
        Known there;
        Optional<Scheduler> present;
        synchronized (this) {
            there = known.get(id);
            present = scheduler;
        }
        if (there == null) {
            return Optional.empty();
        }
        List<Instant> next = there.paused() || !possible ? List.of() : next(there.schedule(), TOLD);
        return Optional.of(new Report(
                present.filter(Scheduler::isOwner).isPresent(),
                next,
                present.flatMap(runs -> runs.last(there.schedule()))));
    }

    /** Has a trigger run now, also a paused one; empty if it has no schedule. Blocks as long as queue and keyed state do. */
    Optional<Scheduler.ByHand> runNow(TriggerId id) {
        Known there;
        Scheduler runs;
        synchronized (this) {
            there = known.get(id);
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
