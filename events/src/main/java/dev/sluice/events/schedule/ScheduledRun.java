package dev.sluice.events.schedule;

import dev.sluice.core.invocation.InvocationId;
import java.time.Instant;

/**
 * One run of a schedule.
 *
 * @param id the same for the same run, however often it is started
 * @param scheduled when it is due by the schedule, jitter aside
 */
public record ScheduledRun(InvocationId id, Schedule schedule, Instant scheduled) {}
