package dev.sluice.events.schedule;

import dev.sluice.core.state.Version;
import java.util.Optional;

/** What {@link Schedules} wants done; each is answered by one method of it, but {@link DeleteRecord} and {@link GiveBack}. */
sealed interface ScheduleEffect {

    record ReadLease() implements ScheduleEffect {}

    record WriteLease(Version expected) implements ScheduleEffect {}

    record GiveBack(Version expected) implements ScheduleEffect {}

    /** {@code ask} is told with the answer, so that one that comes too late is known. */
    record ReadRecord(ScheduleName name, long ask) implements ScheduleEffect {}

    record WriteRecord(ScheduleName name, long ask, RunRecord record, Version expected) implements ScheduleEffect {}

    record DeleteRecord(ScheduleName name) implements ScheduleEffect {}

    /** {@code before}: the run before it, if it is not to run beside that. */
    record Start(ScheduledRun run, Optional<ScheduledRun> before, long ask) implements ScheduleEffect {}
}
