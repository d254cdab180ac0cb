package dev.sluice.events.schedule;

import dev.sluice.core.invocation.InvocationId;
import java.time.Instant;

/**
 * One run of a schedule.
 *
 * @param id the same for the same run, however often it is started
 * @param scheduled when it is due by the schedule, jitter aside; of one by hand, when somebody asked for it
 * @param byHand whether somebody asked for it
 */
public record ScheduledRun(InvocationId id, Schedule schedule, Instant scheduled, boolean byHand) {

    /** One that is due by the schedule. */
    public ScheduledRun(InvocationId id, Schedule schedule, Instant scheduled) {
        this(id, schedule, scheduled, false);
    }
}
