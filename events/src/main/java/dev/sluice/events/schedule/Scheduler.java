package dev.sluice.events.schedule;

import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts the runs of schedules, if this gateway is the one of those that share a store that does. May be told of schedules from any
 * thread. What it decides is carried out by the executor of its loop, which may block there for as long as the store does; for each
 * schedule one thing at a time.
 */
public final class Scheduler extends Cell<Schedules, ScheduleEffect> implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());

    /** Why no schedule can run on a store that may lose changes. */
    public static final String EVENTUAL =
            "Schedules need a keyed state that keeps what it has acknowledged, or two gateways could start the same runs."
                    + " The one that is set may lose changes: use the folder of the home.";

    private final ScheduleArea area;
    private final KeyedState state;
    private final Runs runs;
    private final InstantSource clock;
    private final String leaseValue;

    /** Schedules of which a run could not be started, and why; told in the log once. */
    private final Map<ScheduleName, String> held = new ConcurrentHashMap<>();

    /**
     * Begins at once.
     *
     * @param area whose schedules these are; it has one scheduler in a process
     * @param gateway names this process and no other, also not an earlier one of this gateway; printable, without blanks
     * @throws IllegalArgumentException if no lease may stand on the store
     */
    public Scheduler(Loop loop, ScheduleArea area, KeyedState state, Runs runs, String gateway) {
        super(loop);
        if (state.consistency() != KeyedState.Consistency.LINEARIZABLE) {
            throw new IllegalArgumentException(EVENTUAL);
        }
        this.area = area;
        this.state = state;
        this.runs = runs;
        this.clock = loop.time();
        this.leaseValue = new OwnerLease(gateway).value();
        synchronized (this) {
            occupy(new Schedules(gateway, loop.time()));
        }
        tell(Schedules::tick);
    }

    /** There is a schedule from now on, maybe in the place of another of its name. */
    public void put(Schedule schedule) {
        tell((schedules, now, out) -> schedules.put(schedule, now, out));
    }

    /** What had it was deleted; nothing happens if there was none. */
    public void remove(ScheduleName name) {
        held.remove(name);
        tell((schedules, now, out) -> schedules.remove(name, now, out));
    }

    /** Whether it is this gateway that starts runs. */
    public synchronized boolean isOwner() {
        Schedules schedules = machine();
        return schedules != null && schedules.isOwner(now());
    }

    /** Why a run that is due could not be started yet, in a sentence; empty if none waits, or if this gateway starts none. */
    public Optional<String> hindrance(ScheduleName name) {
        return isOwner() ? Optional.ofNullable(held.get(name)) : Optional.empty();
    }

    /**
     * The last run that any gateway has started of a schedule as it is now. Blocks as long as the store does.
     *
     * @throws dev.sluice.core.catalog.StorageException if that cannot be read
     */
    public Optional<ScheduledRun> last(Schedule schedule) {
        return state.get(area.key(schedule.name()))
                .flatMap(entry -> RunRecord.read(entry.value()))
                .filter(record -> record.fingerprint().equals(schedule.fingerprint()))
                .flatMap(RunRecord::run)
                .map(schedule::run);
    }

    /**
     * Has a schedule run now, whichever gateway starts its other runs. Counts as the run before the next one that is due. Blocks as
     * long as the queue and the store do.
     */
    public ByHand runNow(Schedule schedule) {
        ScheduledRun run = schedule.byHand(clock.instant());
        try {
            Optional<ScheduledRun> before =
                    schedule.settings().overlap() == Overlap.ALLOW ? Optional.empty() : last(schedule);
            Started started = runs.start(run, before).toCompletableFuture().join();
            if (started instanceof Started.Accepted) {
                remember(run);
            }
            return new ByHand(run, started);
        } catch (RuntimeException e) {
            return new ByHand(run, new Started.Refused("Whether it was started is not known: " + e.getMessage()));
        }
    }

    /** What became of a run that somebody asked for. */
    public record ByHand(ScheduledRun run, Started started) {}

    private void remember(ScheduledRun run) {
        Schedule schedule = run.schedule();
        StateKey key = area.key(schedule.name());
        boolean kept = false;
        while (!kept) {
            Optional<Entry> found = state.get(key);
            Optional<RunRecord> record = found.flatMap(entry -> RunRecord.read(entry.value()));
            RunRecord next = record.filter(there -> there.fingerprint().equals(schedule.fingerprint()))
                    .map(there -> there.ranByHand(run.scheduled()))
                    .orElseGet(() -> new RunRecord(
                            schedule.fingerprint(),
                            run.scheduled().minus(schedule.delay()),
                            Optional.of(run.scheduled())));
            boolean ofANewerBuild = found.isPresent() && record.isEmpty();
            kept = ofANewerBuild
                    || state.put(key, next.written(), found.map(Entry::version).orElse(Version.NONE), Instant.MAX)
                            .isPresent();
        }
    }

    /** Starts nothing any more; another gateway may begin at once. */
    @Override
    public void close() {
        tell((schedules, _, out) -> schedules.close(out));
    }

    @Override
    protected List<Runnable> prepare(List<ScheduleEffect> decided) {
        return decided.stream().<Runnable>map(effect -> () -> carryOut(effect)).toList();
    }

    private void carryOut(ScheduleEffect effect) {
        switch (effect) {
            case ScheduleEffect.ReadLease _ ->
                lease(() -> {
                    Optional<Entry> found = state.get(area.owner());
                    return (schedules, now, out) -> schedules.leaseRead(found, now, out);
                });
            case ScheduleEffect.WriteLease(Version expected) ->
                lease(() -> {
                    Optional<Version> version = state.put(area.owner(), leaseValue, expected, Instant.MAX);
                    return (schedules, now, out) -> schedules.leaseWritten(version, now, out);
                });
            case ScheduleEffect.GiveBack(Version expected) -> unanswered(() -> state.delete(area.owner(), expected));
            case ScheduleEffect.ReadRecord(ScheduleName name, long ask) ->
                record(name, ask, () -> {
                    Optional<Entry> found = state.get(area.key(name));
                    return (schedules, now, out) -> schedules.recordRead(name, ask, found, now, out);
                });
            case ScheduleEffect.WriteRecord(ScheduleName name, long ask, RunRecord record, Version expected) ->
                record(name, ask, () -> {
                    Optional<Version> version = state.put(area.key(name), record.written(), expected, Instant.MAX);
                    return (schedules, now, out) -> schedules.recordWritten(name, ask, version, now, out);
                });
            case ScheduleEffect.DeleteRecord(ScheduleName name) -> unanswered(() -> state.delete(area.key(name)));
            case ScheduleEffect.Start start -> start(start);
        }
    }

    /** Asks the store, and answers with what to tell the machine. */
    private interface Question {
        Change<Schedules, ScheduleEffect> ask();
    }

    private void lease(Question question) {
        tell(answer(question, Schedules::leaseFailed));
    }

    private void record(ScheduleName name, long ask, Question question) {
        tell(answer(question, (schedules, now, out) -> schedules.failed(name, ask, now, out)));
    }

    private static Change<Schedules, ScheduleEffect> answer(
            Question question, Change<Schedules, ScheduleEffect> failure) {
        try {
            return question.ask();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "Keyed state of schedules could not be used; it is tried again", e);
            return failure;
        }
    }

    private static void unanswered(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A record of schedules could not be removed; it means nothing any more", e);
        }
    }

    private void start(ScheduleEffect.Start start) {
        ScheduleName name = start.run().schedule().name();
        runs.start(start.run(), start.before()).whenComplete((started, fault) -> {
            if (started == null) {
                hold(name, "whether it was started is not known: " + fault);
                tell((schedules, now, out) -> schedules.failed(name, start.ask(), now, out));
            } else {
                if (started instanceof Started.Refused(String detail)) {
                    hold(name, detail);
                } else {
                    held.remove(name);
                }
                tell((schedules, now, out) -> schedules.started(name, start.ask(), started, now, out));
            }
        });
    }

    private void hold(ScheduleName name, String detail) {
        if (held.put(name, detail) == null) {
            LOG.log(Level.INFO, "A run of the schedule {0} is tried again until it is started: {1}", name, detail);
        }
    }
}
