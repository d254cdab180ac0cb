package dev.sluice.events.schedule;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All schedules as one gateway knows them. The owner among gateways ({@link OwnerLease}) looks when runs are due by the time of day,
 * starts them one after the other for each schedule, and then writes down how far it is, in a record that is changed by compare and set.
 * Between the two a crash or another owner can make a run start again; it has the same id then, so that it is one call. The time of day
 * may be put forward and back: it is looked at again at every beat, and what is written down never runs again.
 */
final class Schedules implements StateMachine<ScheduleEffect> {

    /** How long one waits after something could not be done. */
    static final long RETRY = Duration.ofSeconds(5).toNanos();

    private final OwnerLease lease;
    private final InstantSource clock;
    private final Map<ScheduleName, OwnedSchedule> schedules = new HashMap<>();
    private long asks;
    private long next;
    private boolean closed;

    Schedules(String gateway, InstantSource clock) {
        this.lease = new OwnerLease(gateway);
        this.clock = clock;
    }

    /** There is a schedule from now on, maybe in the place of another of its name. */
    void put(Schedule schedule, long now, Consumer<ScheduleEffect> out) {
        OwnedSchedule there = schedules.get(schedule.name());
        if (there == null || !there.schedule().equals(schedule)) {
            schedules.put(schedule.name(), new OwnedSchedule(schedule));
            tick(now, out);
        }
    }

    void remove(ScheduleName name, long now, Consumer<ScheduleEffect> out) {
        if (schedules.remove(name) != null && lease.isSure(now)) {
            out.accept(new ScheduleEffect.DeleteRecord(name));
        }
    }

    void leaseRead(Optional<Entry> found, long now, Consumer<ScheduleEffect> out) {
        lease.read(found, now);
        tick(now, out);
    }

    void leaseWritten(Optional<Version> version, long now, Consumer<ScheduleEffect> out) {
        lease.written(version);
        tick(now, out);
    }

    void leaseFailed(long now, Consumer<ScheduleEffect> out) {
        lease.failed();
        tick(now, out);
    }

    void recordRead(ScheduleName name, long ask, Optional<Entry> found, long now, Consumer<ScheduleEffect> out) {
        answered(name, ask, schedule -> schedule.read(found, clock.instant(), now), now, out);
    }

    void recordWritten(ScheduleName name, long ask, Optional<Version> version, long now, Consumer<ScheduleEffect> out) {
        answered(name, ask, schedule -> schedule.written(version), now, out);
    }

    void started(ScheduleName name, long ask, Started started, long now, Consumer<ScheduleEffect> out) {
        answered(name, ask, schedule -> schedule.started(started, now), now, out);
    }

    /** The store or the queue failed; whether something was done is not known. */
    void failed(ScheduleName name, long ask, long now, Consumer<ScheduleEffect> out) {
        answered(name, ask, schedule -> schedule.failed(now), now, out);
    }

    private void answered(
            ScheduleName name, long ask, Consumer<OwnedSchedule> answer, long now, Consumer<ScheduleEffect> out) {
        OwnedSchedule schedule = schedules.get(name);
        if (schedule != null && schedule.waitsFor(ask)) {
            answer.accept(schedule);
            tick(now, out);
        }
    }

    boolean isOwner(long now) {
        return !closed && lease.isSure(now);
    }

    /** Starts nothing any more, and lets another gateway begin at once. */
    void close(Consumer<ScheduleEffect> out) {
        closed = true;
        lease.mine().ifPresent(version -> out.accept(new ScheduleEffect.GiveBack(version)));
    }

    @Override
    public void tick(long now, Consumer<ScheduleEffect> out) {
        if (closed) {
            return;
        }
        lease.tick(now, out);
        next = lease.nextTick();
        if (!lease.isMine()) {
            schedules.values().forEach(OwnedSchedule::forget);
        } else if (lease.isSure(now)) {
            Instant today = clock.instant();
            for (OwnedSchedule schedule : schedules.values()) {
                if (schedule.wantsToAsk(today, now)) {
                    schedule.ask(++asks, today).ifPresent(out);
                }
                next = Math.min(next, schedule.nextTick(today, now));
            }
        }
    }

    @Override
    public long nextTick() {
        return closed ? NEVER : next;
    }
}
