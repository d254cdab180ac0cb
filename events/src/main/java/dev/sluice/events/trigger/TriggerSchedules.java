package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.KeyedState;
import dev.sluice.events.schedule.KnownSchedules;
import dev.sluice.events.schedule.Runs;
import dev.sluice.events.schedule.Schedule;
import dev.sluice.events.schedule.ScheduleArea;
import dev.sluice.events.schedule.ScheduleName;
import dev.sluice.events.schedule.Scheduler;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The triggers that have a schedule, as this gateway knows them. Thread-safe. */
public final class TriggerSchedules implements AutoCloseable {

    private final KnownSchedules schedules;
    private final Predicate<FunctionName> hasFunction;

    /**
     * What schedules need.
     *
     * @param state in which is written down who starts runs, and how far each schedule is
     * @param loop whose executor may block
     * @param gateway names this process and no other: printable, without blanks
     * @param hasFunction whether there is such a function
     */
    public record Parts(KeyedState state, Runs runs, Loop loop, String gateway, Predicate<FunctionName> hasFunction) {}

    public TriggerSchedules(Parts parts) {
        this.schedules = new KnownSchedules(new KnownSchedules.Parts(
                ScheduleArea.TRIGGERS, parts.state(), parts.runs(), parts.loop(), parts.gateway()));
        this.hasFunction = parts.hasFunction();
    }

    /** What is wrong with a schedule whose keys are good each by itself. */
    List<SpecProblem> problems(TriggerSettings settings) {
        return settings.schedule()
                .map(schedule -> schedules.problems("spec.schedule", schedule))
                .orElse(List.of());
    }

    /** Brings a trigger to what the catalog says of it. */
    void follow(TriggerId id, Optional<Resource<Declared<TriggerSettings>, Declared.Status>> resource) {
        resource.flatMap(there -> known(id, there)).ifPresentOrElse(schedules::put, () -> schedules.remove(name(id)));
    }

    private static Optional<KnownSchedules.Known> known(
            TriggerId id, Resource<Declared<TriggerSettings>, Declared.Status> resource) {
        TriggerSettings settings = resource.spec().settings();
        String making = resource.status().createdAt().toString();
        FunctionName function = settings.function().in(id.namespace());
        return settings.schedule()
                .map(schedule -> new Schedule(function, name(id), making, schedule)
                        .tried(settings.retry().policy())
                        .priority(settings.priority())
                        .version(settings.runsAt()))
                .map(schedule -> new KnownSchedules.Known(schedule, settings.paused()));
    }

    private static ScheduleName name(TriggerId id) {
        return new ScheduleName(id.namespace(), id.name());
    }

    /** How a trigger stands; empty if it has no schedule. */
    Optional<TriggerState> state(TriggerId id) {
        return schedules.known(name(id)).map(this::state);
    }

    private TriggerState state(KnownSchedules.Known there) {
        Schedule schedule = there.schedule();
        if (there.paused()) {
            return TriggerState.of("paused", "Its spec says so; no run is due meanwhile.");
        }
        if (!schedules.isPossible()) {
            return TriggerState.of("outage", Scheduler.EVENTUAL);
        }
        Optional<FunctionName> missing = schedule.function().filter(hasFunction.negate());
        if (missing.isPresent()) {
            return TriggerState.of(
                    "waiting_for_function",
                    "There is no function '" + missing.get().name() + "': deploy it. Runs are missed meanwhile.");
        }
        Optional<String> hindrance = schedules.hindrance(schedule.name());
        if (hindrance.isPresent()) {
            return TriggerState.of("outage", hindrance.get());
        }
        return schedules.isOver(schedule)
                ? TriggerState.of("ended", "No run comes any more.")
                : TriggerState.of("running", "");
    }

    /** When a trigger runs; empty if it has no schedule. Blocks as long as keyed state does. */
    Optional<KnownSchedules.Report> report(TriggerId id) {
        return schedules.report(name(id));
    }

    /** Has a trigger run now, also a paused one; empty if it has no schedule. Blocks as long as queue and keyed state do. */
    Optional<Scheduler.ByHand> runNow(TriggerId id) {
        return schedules.runNow(name(id));
    }

    /** Starts no runs any more, and lets another gateway begin. */
    @Override
    public void close() {
        schedules.close();
    }
}
