package dev.sluice.events.schedule;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far one schedule is, as its owner knows. Asks one thing at a time. */
final class OwnedSchedule {

    private static final long NOTHING = 0;

    /** An alarm is set for no longer, so that a time of day that is put forward is seen. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** A time of day that was further ahead was wrong, and a schedule must not wait until it comes again. */
    private static final Duration LONGEST_BACK = Duration.ofDays(1);

    private final Schedule schedule;
    private Step step = new Read();

    /** Number of what is under way. */
    private long ask = NOTHING;

    /** Nothing is asked before. */
    private long notBefore = Long.MIN_VALUE;

    /** What is to be done next. */
    private sealed interface Step {}

    private record Read() implements Step {}

    /**
     * All is written down; at {@code at}, by the time of day, something is due.
     *
     * @param fresh whether the record was read just now
     */
    private record Wait(RunRecord record, Version version, Instant at, boolean fresh) implements Step {

        Wait(RunRecord record, Version version, Instant at) {
            this(record, version, at, false);
        }
    }

    private record Run(RunRecord record, Version version, Instant scheduled) implements Step {}

    private record Write(RunRecord record, Version expected) implements Step {}

    OwnedSchedule(Schedule schedule) {
        this.schedule = schedule;
    }

    Schedule schedule() {
        return schedule;
    }

    /** The lease is another's: what was known may have changed, and answers that come do not count. */
    void forget() {
        step = new Read();
        ask = NOTHING;
        notBefore = Long.MIN_VALUE;
    }

    boolean waitsFor(long answered) {
        return ask == answered;
    }

    boolean wantsToAsk(Instant today, long now) {
        return ask == NOTHING && now >= notBefore && !(step instanceof Wait wait && rests(wait, today));
    }

    private boolean rests(Wait wait, Instant today) {
        return wait.at.isAfter(today) && !isAhead(wait.record, today);
    }

    private boolean isAhead(RunRecord record, Instant today) {
        return record.decided().minus(LONGEST_BACK).plus(schedule.delay()).isAfter(today);
    }

    /** What to ask next, under this number; empty if nothing is due. */
    Optional<ScheduleEffect> ask(long number, Instant today) {
        if (step instanceof Wait wait) {
            Step due = due(wait.record, wait.version, today);
            // What somebody had run meanwhile counts as the run before this one.
            boolean stale = !wait.fresh && schedule.settings().overlap() != Overlap.ALLOW;
            step = due instanceof Run && stale ? new Read() : due;
        }
        Optional<ScheduleEffect> effect = switch (step) {
            case Wait _ -> Optional.empty();
            case Read _ -> Optional.of(new ScheduleEffect.ReadRecord(schedule.name(), number));
            case Run run ->
                Optional.of(new ScheduleEffect.Start(schedule.run(run.scheduled), before(run.record), number));
            case Write write ->
                Optional.of(new ScheduleEffect.WriteRecord(schedule.name(), number, write.record, write.expected));
        };
        ask = effect.isPresent() ? number : NOTHING;
        return effect;
    }

    private Optional<ScheduledRun> before(RunRecord record) {
        return schedule.settings().overlap() == Overlap.ALLOW
                ? Optional.empty()
                : record.run().map(schedule::run);
    }

    private Step due(RunRecord record, Version version, Instant today) {
        Instant now = today.minus(schedule.delay());
        if (isAhead(record, today)) {
            return new Write(begun(now), version);
        }
        return switch (NextRun.of(schedule.settings(), schedule.timing(), record.decided(), now)) {
            case NextRun.Due(Instant scheduled) -> new Run(record, version, scheduled);
            case NextRun.Missed(Instant last) -> new Write(record.leftOut(last), version);
            case NextRun.Later(Instant scheduled) -> new Wait(record, version, scheduled.plus(schedule.delay()));
            case NextRun.Never _ -> new Wait(record, version, Instant.MAX);
        };
    }

    void read(Optional<Entry> found, Instant today, long now) {
        ask = NOTHING;
        Optional<RunRecord> record = found.flatMap(entry -> RunRecord.read(entry.value()));
        if (found.isPresent() && record.isEmpty()) {
            // A newer build wrote it, and will go on with it.
            notBefore = now + Schedules.RETRY;
        } else if (record.isPresent() && record.get().fingerprint().equals(schedule.fingerprint())) {
            step = new Wait(record.get(), found.orElseThrow().version(), Instant.MIN, true);
        } else {
            step = new Write(
                    begun(today.minus(schedule.delay())),
                    found.map(Entry::version).orElse(Version.NONE));
        }
    }

    /** The record of a schedule that begins: what was due before does not run. */
    private RunRecord begun(Instant now) {
        return new RunRecord(schedule.fingerprint(), Instant.ofEpochMilli(now.toEpochMilli()), Optional.empty());
    }

    void written(Optional<Version> version) {
        ask = NOTHING;
        step = version.<Step>map(now -> new Wait(((Write) step).record, now, Instant.MIN))
                .orElseGet(Read::new);
    }

    void started(Started started, long now) {
        ask = NOTHING;
        Run run = (Run) step;
        switch (started) {
            case Started.Accepted _ -> step = new Write(run.record.started(run.scheduled), run.version);
            case Started.Overlapping _ -> step = new Write(run.record.leftOut(run.scheduled), run.version);
            case Started.Refused _ -> later(run, now);
        }
    }

    /** Begins anew from what is written down, a while later. */
    void failed(long now) {
        ask = NOTHING;
        step = new Read();
        notBefore = now + Schedules.RETRY;
    }

    private void later(Run run, long now) {
        step = new Wait(run.record, run.version, Instant.MIN);
        notBefore = now + Schedules.RETRY;
    }

    long nextTick(Instant today, long now) {
        if (ask != NOTHING) {
            return StateMachine.NEVER;
        }
        if (!(step instanceof Wait wait) || !rests(wait, today)) {
            return Math.max(now, notBefore);
        }
        Instant longest = today.plus(LONGEST);
        return now
                + Duration.between(today, wait.at.isAfter(longest) ? longest : wait.at)
                        .toNanos();
    }
}
